import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type SubmitEvent, useState } from "react";
import { api } from "@/shared/api/client";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { problemWords } from "@/shared/ui/words";
import { EntryFrame } from "./EntryFrame";

export function ResetPage() {
  const { token } = useSearch({ from: "/reset" });
  return <EntryFrame>{token ? <Complete token={token} /> : <Ask />}</EntryFrame>;
}

function Ask() {
  const { t } = useLingui();
  const [login, setLogin] = useState("");
  const ask = useMutation({
    mutationFn: () => api.POST("/api/v1/password-resets", { body: { login: login.trim() } }),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    ask.mutate();
  }

  return (
    <>
      <PageHeader
        title={t`Choose a new password`}
        back={{ to: "/sign-in", label: t`Sign in` }}
        lead={<Trans>We send you a link with which you can set it.</Trans>}
      />
      <form onSubmit={submit}>
        <Stack gap="lg">
          <TextInput
            label={t`E-mail or phone`}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          {ask.error ? <Notice kind="danger">{problemWords(ask.error)}</Notice> : null}
          {ask.isSuccess ? (
            <Notice kind="success">
              <Trans>If there is an account with this address, the link is on its way to it.</Trans>
            </Notice>
          ) : null}
          <Button type="submit" loading={ask.isPending}>
            <Trans>Send the link</Trans>
          </Button>
        </Stack>
      </form>
    </>
  );
}

function Complete({ token }: { token: string }) {
  const { t } = useLingui();
  const [password, setPassword] = useState("");
  const [short, setShort] = useState(false);
  const complete = useMutation({
    mutationFn: () => api.POST("/api/v1/password-resets/complete", { body: { token, password } }),
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const tooShort = password.length < 10;
    setShort(tooShort);
    if (!tooShort) complete.mutate();
  }

  if (complete.isSuccess) {
    return (
      <>
        <PageHeader title={t`Your password is changed`} />
        <Stack gap="lg">
          <Notice kind="success">
            <Trans>You were signed out everywhere. Sign in with the new password.</Trans>
          </Notice>
          <ButtonLink to="/sign-in">
            <Trans>Sign in</Trans>
          </ButtonLink>
        </Stack>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t`Choose a new password`} />
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <PasswordInput
            label={t`New password`}
            description={t`At least 10 characters. A few words in a row are good and easy to keep.`}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
            error={short ? t`Use at least 10 characters` : undefined}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {complete.error ? <Notice kind="danger">{problemWords(complete.error)}</Notice> : null}
          <Button type="submit" loading={complete.isPending}>
            <Trans>Save the new password</Trans>
          </Button>
        </Stack>
      </form>
    </>
  );
}
