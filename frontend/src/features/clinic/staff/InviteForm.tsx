import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { languageNames, languages } from "@/shared/i18n/i18n";
import { ErrorState } from "@/shared/ui/states";
import { inviteStaff } from "../adminApi";
import { listDoctors } from "../api";
import { useClinic } from "../ForStaff";
import type { Invitation, StaffRole } from "../model";
import { useRoles } from "./roles";

export function InviteForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const clinic = useClinic();
  const cache = useQueryClient();
  const roles = useRoles();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<StaffRole>("registrar");
  const [doctorId, setDoctorId] = useState("");
  const [language, setLanguage] = useState<Invitation["language"]>(
    i18n.locale === "ru" ? "ru" : "en",
  );
  const doctors = useQuery({
    queryKey: ["clinic", clinic.id, "doctors"],
    queryFn: () => listDoctors(clinic.id),
    enabled: role === "doctor",
  });
  const invite = useMutation({
    mutationFn: () => {
      const body: Invitation = { email: email.trim(), role, language };
      if (role === "doctor") body.doctor_id = doctorId;
      return inviteStaff(clinic.id, body);
    },
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "staff"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text c="dimmed">
          <Trans>They get a message with a link to set their password.</Trans>
        </Text>
        <TextInput
          data-autofocus
          required
          type="email"
          label={t`E-mail`}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label={t`Works as`}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as StaffRole)}
          data={Object.entries(roles).map(([value, label]) => ({ value, label }))}
        />
        {role === "doctor" ? (
          <NativeSelect
            required
            label={t`Whose calendar`}
            value={doctorId}
            onChange={(event) => setDoctorId(event.currentTarget.value)}
            data={[
              { value: "", label: t`Choose the doctor` },
              ...(doctors.data ?? []).map((one) => ({ value: one.id, label: one.display_name })),
            ]}
          />
        ) : null}
        <NativeSelect
          label={t`Language of the message`}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as Invitation["language"])}
          data={languages.map((one) => ({ value: one, label: languageNames[one] }))}
        />
        {invite.error ? <ErrorState error={invite.error} /> : null}
        <Button type="submit" loading={invite.isPending}>
          <Trans>Send the invitation</Trans>
        </Button>
      </Stack>
    </form>
  );
}
