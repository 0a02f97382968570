import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { homeOf } from "@/shared/auth/useAccount";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { problemWords } from "@/shared/ui/words";
import { EntryFrame } from "./EntryFrame";
import { signIn } from "./signIn";

export function SignInPage() {
  const { t } = useLingui();
  const { next, login: known } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const [login, setLogin] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: () => signIn(login, password),
    onSuccess: (account) => navigate({ href: next ?? homeOf(account), replace: true }),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    enter.mutate();
  }

  return (
    <EntryFrame>
      <PageHeader
        title={t`Sign in`}
        lead={next ? <Trans>Then you go on where you were.</Trans> : undefined}
      />
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t`E-mail or phone`}
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          <PasswordInput
            label={t`Password`}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {enter.error ? <Notice kind="danger">{problemWords(enter.error)}</Notice> : null}
          <Button type="submit" loading={enter.isPending}>
            <Trans>Sign in</Trans>
          </Button>
          <Text>
            <Anchor renderRoot={(props) => <Link {...props} to="/reset" />}>
              <Trans>I forgot my password</Trans>
            </Anchor>
          </Text>
          <Text>
            <Trans>
              New here?{" "}
              <Anchor
                renderRoot={(props) => (
                  <Link {...props} to="/register" search={next ? { next } : {}} />
                )}
              >
                Create an account
              </Anchor>
            </Trans>
          </Text>
        </Stack>
      </form>
    </EntryFrame>
  );
}
