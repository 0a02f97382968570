import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, query } from "@/shared/api/client";
import { keep } from "@/shared/auth/session";
import { homeOf } from "@/shared/auth/useAccount";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { problemWords } from "@/shared/ui/words";
import classes from "./landing.module.css";

interface Login {
  login: string;
  password: string;
}

async function signIn({ login, password }: Login) {
  const { data } = await api.POST("/api/v1/sessions", {
    body: { login, password, client: "web" },
  });
  if (data) keep(data);
  return (await api.GET("/api/v1/account")).data;
}

/** In demo mode: one press to be any of the demo's people. Elsewhere the server answers 404 and this is not there. */
export function DemoSignIns() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const roleWords = {
    patient: t`Patient`,
    doctor: t`Doctor`,
    registrar: t`Registrar`,
    clinic_admin: t`Clinic's administrator`,
    operator: t`Operator of the service`,
  };
  const demo = query.useQuery("get", "/api/v1/demo/sign-ins", {}, { retry: false });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: (account) => navigate({ to: homeOf(account) }),
  });
  if (!demo.data || demo.data.items.length === 0) return null;
  return (
    <Surface component="section" aria-labelledby="demo">
      <Stack gap="md">
        <Title order={2} id="demo" fz="h3">
          <Trans>This is a demo: come in as</Trans>
        </Title>
        <ul className={classes.people}>
          {demo.data.items.map(({ login, password, role, name, clinic }) => (
            <li key={login}>
              <UnstyledButton
                className={classes.person}
                disabled={enter.isPending}
                onClick={() => enter.mutate({ login, password })}
              >
                <span className={classes.role}>{roleWords[role]}</span>
                <span className={classes.login}>{[name, clinic].filter(Boolean).join(", ")}</span>
                <span className={classes.login}>{login}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
        {enter.error ? <Notice kind="danger">{problemWords(enter.error)}</Notice> : null}
        <Text>
          <Trans>
            Mail the demo sends, such as confirmation codes, arrives in the{" "}
            <Anchor renderRoot={(props) => <Link {...props} to="/demo/mailbox" />}>
              demo mailbox
            </Anchor>
            .
          </Trans>
        </Text>
      </Stack>
    </Surface>
  );
}
