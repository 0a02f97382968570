import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { api } from "@/shared/api/client";
import { homeOf } from "@/shared/auth/useAccount";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { problemWords } from "@/shared/ui/words";
import { clearDraft, loadDraft, rememberedPassword } from "./draft";
import { EntryFrame } from "./EntryFrame";
import { ResendCode } from "./ResendCode";
import { signIn } from "./signIn";

export function ConfirmPage() {
  const { id } = useSearch({ from: "/confirm" });
  return id ? <Confirm id={id} /> : <Navigate to="/register" search={{}} replace />;
}

function Confirm({ id }: { id: string }) {
  const { t } = useLingui();
  const { next } = useSearch({ from: "/confirm" });
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const [login] = useState(() => loadDraft().login);
  const [reminded, setReminded] = useState(false);
  const digits = code.replace(/\D/g, "");
  const complete = digits.length === 6;

  const confirm = useMutation({
    mutationFn: async () => {
      await api.POST("/api/v1/confirmations/{confirmation_id}", {
        params: { path: { confirmation_id: id } },
        body: { code: digits },
      });
      const password = rememberedPassword();
      return login && password ? signIn(login, password) : null;
    },
    onSuccess: async (account) => {
      clearDraft();
      if (account) await navigate({ href: next ?? homeOf(account), replace: true });
      else {
        const search = { ...(next ? { next } : {}), ...(login ? { login } : {}) };
        await navigate({ to: "/sign-in", search, replace: true });
      }
    },
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setReminded(!complete);
    if (complete) confirm.mutate();
  }

  return (
    <EntryFrame>
      <PageHeader
        title={t`Enter the code`}
        lead={
          login ? (
            <Trans>
              We have sent six digits to <b>{login}</b>. They are good for a short while.
            </Trans>
          ) : (
            <Trans>We have sent you six digits. They are good for a short while.</Trans>
          )
        }
      />
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <TextInput
            label={t`Code`}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            error={reminded && !complete ? t`The code has six digits` : undefined}
            styles={{ input: { fontSize: "1.5rem", letterSpacing: "0.3em", height: 56 } }}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          {confirm.error ? <Notice kind="danger">{problemWords(confirm.error)}</Notice> : null}
          <Button type="submit" loading={confirm.isPending}>
            <Trans>Confirm and go on</Trans>
          </Button>
        </Stack>
      </form>
      <ResendCode id={id} />
      <Text c="dimmed" mt="md">
        <Trans>
          Nothing came? Look among unwanted mail. If the address already has an account, we have
          written to it what to do.
        </Trans>
      </Text>
    </EntryFrame>
  );
}
