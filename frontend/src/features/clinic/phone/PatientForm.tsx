import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ErrorState } from "@/shared/ui/states";
import { enterPatient, newKey } from "../api";
import { useClinic } from "../ForStaff";
import type { NewPatient, Patient } from "../model";
import classes from "./phone.module.css";
import { fromTyped } from "./typed";

interface Props {
  /** What was typed into the search: it becomes the name or the phone number. */
  typed: string;
  onDone: (patient: Patient) => void;
  onBack: () => void;
}

/** Somebody who phones in and is not known here. No account is needed. */
export function PatientForm({ typed, onDone, onBack }: Props) {
  const { t } = useLingui();
  const clinic = useClinic();
  const [form, setForm] = useState<NewPatient>(() => ({
    given_name: "",
    family_name: "",
    birth_date: "",
    sex: "unknown",
    ...fromTyped(typed),
  }));
  const [key] = useState(newKey);
  const enter = useMutation({
    mutationFn: () => enterPatient(clinic.id, withoutEmpty(form), key),
    onSuccess: onDone,
  });
  const set = (change: Partial<NewPatient>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <div className={classes.fields}>
          <TextInput
            autoFocus
            required
            label={t`Given name`}
            value={form.given_name}
            onChange={(event) => set({ given_name: event.currentTarget.value })}
          />
          <TextInput
            required
            label={t`Family name`}
            value={form.family_name}
            onChange={(event) => set({ family_name: event.currentTarget.value })}
          />
          <TextInput
            required
            type="date"
            label={t`Birth date`}
            value={form.birth_date}
            onChange={(event) => set({ birth_date: event.currentTarget.value })}
          />
          <NativeSelect
            label={t`Sex`}
            value={form.sex}
            onChange={(event) => set({ sex: event.currentTarget.value as Patient["sex"] })}
            data={[
              { value: "unknown", label: t`not stated` },
              { value: "female", label: t`female` },
              { value: "male", label: t`male` },
              { value: "other", label: t`other` },
            ]}
          />
          <TextInput
            type="tel"
            label={t`Phone`}
            placeholder="+7 900 000-00-00"
            value={form.phone ?? ""}
            onChange={(event) => set({ phone: event.currentTarget.value })}
          />
          <TextInput
            type="email"
            label={t`E-mail (may be left empty)`}
            value={form.email ?? ""}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <NativeSelect
            label={t`How they want to hear from us`}
            value={form.contact_by ?? ""}
            onChange={(event) =>
              set({ contact_by: (event.currentTarget.value || null) as Patient["contact_by"] })
            }
            data={[
              { value: "", label: t`by mail, or else by SMS` },
              { value: "email", label: t`by mail` },
              { value: "sms", label: t`by SMS` },
              { value: "call", label: t`by phone call` },
            ]}
          />
        </div>
        {enter.error ? <ErrorState error={enter.error} /> : null}
        <Group>
          <Button type="submit" loading={enter.isPending}>
            <Trans>Save and go on</Trans>
          </Button>
          <Button variant="default" onClick={onBack}>
            <Trans>Back to the search</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function withoutEmpty({ phone, email, ...rest }: NewPatient): NewPatient {
  return { ...rest, ...(phone ? { phone } : {}), ...(email ? { email } : {}) };
}
