import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { Controller, useForm } from "react-hook-form";
import { resolver, z } from "@/shared/forms/schema";
import type { StepProps } from "./ContactStep";

const sexes = ["female", "male", "other", "unknown"] as const;

/** A day that has been, within the span of a human life. */
function isBirthDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && at <= Date.now() && at > Date.now() - 130 * 366 * 86_400_000;
}

export function PersonStep({ draft, change, done }: StepProps & { done: () => void }) {
  const { t } = useLingui();
  const schema = useMemo(() => {
    const name = (message: string) =>
      z.string().check(z.trim(), z.minLength(1, message), z.maxLength(100, message));
    return z.object({
      given_name: name(t`Enter your first name`),
      family_name: name(t`Enter your last name`),
      birth_date: z.string().check(z.refine(isBirthDate, t`Enter the day you were born`)),
      sex: z.enum(sexes, t`Choose one`),
    });
  }, [t]);
  const form = useForm({
    resolver: resolver(schema),
    mode: "onTouched",
    defaultValues: { ...draft, sex: draft.sex as (typeof sexes)[number] },
  });
  const { errors } = form.formState;
  const keep = (name: "given_name" | "family_name" | "birth_date") =>
    form.register(name, { onBlur: (event) => change({ [name]: event.target.value }) });

  return (
    <form
      onSubmit={form.handleSubmit((person) => {
        change(person);
        done();
      })}
      noValidate
    >
      <Stack gap="lg">
        <TextInput
          label={t`First name`}
          autoComplete="given-name"
          error={errors.given_name?.message}
          {...keep("given_name")}
        />
        <TextInput
          label={t`Last name`}
          description={t`As in your documents`}
          autoComplete="family-name"
          error={errors.family_name?.message}
          {...keep("family_name")}
        />
        <TextInput
          type="date"
          label={t`Date of birth`}
          autoComplete="bday"
          max={new Date().toISOString().slice(0, 10)}
          error={errors.birth_date?.message}
          {...keep("birth_date")}
        />
        <Controller
          control={form.control}
          name="sex"
          render={({ field }) => (
            <Radio.Group
              label={t`Sex`}
              description={t`Doctors need it to choose tests and doses`}
              error={errors.sex?.message}
              value={field.value}
              onChange={(value) => {
                field.onChange(value);
                change({ sex: value as (typeof sexes)[number] });
              }}
            >
              <Group gap="lg" mt="xs">
                <Radio value="female" label={t`Female`} />
                <Radio value="male" label={t`Male`} />
                <Radio value="other" label={t`Other`} />
                <Radio value="unknown" label={t`Rather not say`} />
              </Group>
            </Radio.Group>
          )}
        />
        <Button type="submit">
          <Trans>Continue</Trans>
        </Button>
      </Stack>
    </form>
  );
}
