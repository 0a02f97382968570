import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { useForm } from "react-hook-form";
import { api } from "@/shared/api/client";
import { resolver, z } from "@/shared/forms/schema";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";

const empty = { current: "", password: "" };

export function ChangePassword() {
  const { t } = useLingui();
  const schema = useMemo(
    () =>
      z.object({
        current: z.string().check(z.minLength(1, t`Enter the password you have now`)),
        password: z.string().check(z.minLength(10, t`Use at least 10 characters`)),
      }),
    [t],
  );
  const form = useForm({ resolver: resolver(schema), defaultValues: empty });
  const { errors } = form.formState;
  const change = useMutation({
    mutationFn: (body: typeof empty) => api.PUT("/api/v1/account/password", { body }),
    onSuccess: () => form.reset(empty),
  });
  const eye = { "aria-label": t`Show the password`, tabIndex: 0 };
  return (
    <form onSubmit={form.handleSubmit((body) => change.mutate(body))} noValidate>
      <Stack gap="md" maw={440}>
        <PasswordInput
          label={t`Present password`}
          autoComplete="current-password"
          visibilityToggleButtonProps={eye}
          error={errors.current?.message}
          {...form.register("current")}
        />
        <PasswordInput
          label={t`New password`}
          description={t`At least 10 characters. A few words in a row are good and easy to keep.`}
          autoComplete="new-password"
          visibilityToggleButtonProps={eye}
          error={errors.password?.message}
          {...form.register("password")}
        />
        {change.error ? <Notice kind="danger">{problemWords(change.error)}</Notice> : null}
        {change.isSuccess ? (
          <Notice kind="success">
            <Trans>Your password is changed. Other devices were signed out.</Trans>
          </Notice>
        ) : null}
        <Group>
          <Button type="submit" variant="default" loading={change.isPending}>
            <Trans>Change the password</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
