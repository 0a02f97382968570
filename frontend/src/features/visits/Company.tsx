import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api } from "@/shared/api/client";
import type { Appointment } from "@/shared/api/model";
import { isProblem } from "@/shared/api/problem";
import { ifMatch } from "@/shared/api/revision";
import { useAccount } from "@/shared/auth/useAccount";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { problemWords } from "@/shared/ui/words";

function useChange(visit: Appointment) {
  const client = useQueryClient();
  const params = { path: { appointment_id: visit.id }, header: ifMatch(visit) };
  const onSettled = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/appointments"),
    });
  return {
    hide: useMutation({
      mutationFn: (hidden: boolean) =>
        answered(
          api.PUT("/api/v1/appointments/{appointment_id}/privacy", {
            params,
            body: { private: hidden },
          }),
        ),
      onSettled,
    }),
    bring: useMutation({
      mutationFn: (patient_ids: string[]) =>
        answered(
          api.PUT("/api/v1/appointments/{appointment_id}/companions", {
            params,
            body: { patient_ids },
          }),
        ),
      onSettled,
    }),
  };
}

/** Who else comes, and who is not to know: for whoever may say so. */
export function Company({ visit }: { visit: Appointment }) {
  const account = useAccount();
  const { hide, bring } = useChange(visit);
  const patients = account.data?.patients ?? [];
  const mine = patients.find(({ id }) => id === visit.patient.id);
  const mayHide = mine?.scope === "self" && visit.can.hide;
  const others = patients.filter(
    ({ id, scope }) => id !== visit.patient.id && (scope === "self" || scope === "book"),
  );
  const mayBring = visit.service.most_people > 1 && visit.can.reschedule && others.length > 0;
  if (!mayHide && !mayBring) return null;
  const error = hide.error ?? bring.error;
  return (
    <Surface component="section" aria-labelledby="company">
      <Stack gap="md">
        <Title order={2} fz="h3" id="company">
          <Trans>Who comes, and who knows</Trans>
        </Title>
        {mayBring ? (
          <Bring visit={visit} others={others} pending={bring.isPending} onBring={bring.mutate} />
        ) : null}
        {mayHide ? (
          <Hide hidden={visit.private} pending={hide.isPending} onHide={hide.mutate} />
        ) : null}
        {error ? <Notice kind="danger">{companyProblem(error)}</Notice> : null}
      </Stack>
    </Surface>
  );
}

function companyProblem(error: unknown) {
  if (isProblem(error, "patient-busy")) {
    return <Trans>This person has another visit at this time.</Trans>;
  }
  return problemWords(error);
}

interface BringProps {
  visit: Appointment;
  others: readonly { id: string; given_name: string; family_name: string }[];
  pending: boolean;
  onBring: (ids: string[]) => void;
}

function Bring({ visit, others, pending, onBring }: BringProps) {
  const { t } = useLingui();
  const coming = visit.companions.map(({ id }) => id);
  const room = visit.service.most_people - 1 - coming.length;
  return (
    <Checkbox.Group label={t`Who comes along`} value={coming} onChange={onBring}>
      <Stack gap="sm" mt="xs">
        {others.map(({ id, given_name, family_name }) => (
          <Checkbox
            key={id}
            value={id}
            label={`${given_name} ${family_name}`}
            disabled={pending || (room <= 0 && !coming.includes(id))}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

interface HideProps {
  hidden: boolean;
  pending: boolean;
  onHide: (hidden: boolean) => void;
}

function Hide({ hidden, pending, onHide }: HideProps) {
  const { t } = useLingui();
  return (
    <div>
      <Checkbox
        label={t`Hide this visit from those who act for me`}
        checked={hidden}
        disabled={pending}
        onChange={(event) => onHide(event.currentTarget.checked)}
      />
      <Text size="sm" c="dimmed" mt={4}>
        <Trans>They do not see it and hear nothing of it from now on. Your doctor does.</Trans>
      </Text>
    </div>
  );
}
