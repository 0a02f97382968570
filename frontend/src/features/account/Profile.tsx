import { useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import type { Account } from "@/shared/api/model";
import { useTimes } from "@/shared/time/useTimes";
import { Facts } from "@/shared/ui/Facts";

export function Profile({ account }: { account: Account }) {
  const { t } = useLingui();
  const times = useTimes();
  const roleWords: Record<string, string> = {
    patient: t`Patient`,
    doctor: t`Doctor`,
    registrar: t`Registrar`,
    clinic_admin: t`Clinic's administrator`,
    operator: t`Operator of the service`,
  };
  const work = account.roles
    .filter(({ role }) => role !== "patient")
    .map(({ role, clinic_name }) =>
      [roleWords[role] ?? role, clinic_name].filter(Boolean).join(", "),
    );
  return (
    <Stack gap="md">
      {account.patients.map((patient) => (
        <Facts
          key={patient.id}
          items={[
            [
              patient.relation === "self" ? t`Name` : t`You act for`,
              `${patient.given_name} ${patient.family_name}`,
            ],
            [t`Date of birth`, times.fullDate(patient.birth_date)],
          ]}
        />
      ))}
      <Facts
        items={[
          [t`E-mail`, account.email],
          [t`Phone`, account.phone],
          [t`Work`, work.length > 0 ? work.join("; ") : null],
        ]}
      />
      <Text c="dimmed">
        {t`To change your name or address, ask your clinic: it has to know that it is you.`}
      </Text>
    </Stack>
  );
}
