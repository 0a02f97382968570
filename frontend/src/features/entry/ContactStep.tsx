import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { useForm } from "react-hook-form";
import { resolver, z } from "@/shared/forms/schema";
import {
  looksLikeAddress,
  type RegistrationDraft,
  rememberedPassword,
  rememberPassword,
} from "./draft";

export interface StepProps {
  draft: RegistrationDraft;
  change: (part: Partial<RegistrationDraft>) => void;
}

export function ContactStep({ draft, change, done }: StepProps & { done: () => void }) {
  const { t } = useLingui();
  const schema = useMemo(
    () =>
      z.object({
        login: z
          .string()
          .check(
            z.refine(
              looksLikeAddress,
              t`Enter an e-mail address, or a phone number with its country code`,
            ),
          ),
        password: z.string().check(z.minLength(10, t`Use at least 10 characters`)),
      }),
    [t],
  );
  const form = useForm({
    resolver: resolver(schema),
    mode: "onTouched",
    defaultValues: { login: draft.login, password: rememberedPassword() },
  });
  const { errors } = form.formState;

  function submit({ login, password }: { login: string; password: string }) {
    change({ login: login.trim() });
    rememberPassword(password);
    done();
  }

  return (
    <form onSubmit={form.handleSubmit(submit)} noValidate>
      <Stack gap="lg">
        <TextInput
          label={t`E-mail or phone`}
          description={t`We send a code there to make sure that it is yours`}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={errors.login?.message}
          {...form.register("login", {
            onBlur: (event) => change({ login: event.target.value }),
          })}
        />
        <PasswordInput
          label={t`Password`}
          description={t`At least 10 characters. A few words in a row are good and easy to keep.`}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
          error={errors.password?.message}
          {...form.register("password")}
        />
        <Button type="submit">
          <Trans>Continue</Trans>
        </Button>
      </Stack>
    </form>
  );
}
