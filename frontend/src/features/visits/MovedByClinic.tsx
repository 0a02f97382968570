import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, api } from "@/shared/api/client";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState } from "@/shared/ui/states";

const of = (visit: Appointment) => ({ params: { path: { appointment_id: visit.id } } });

/** The clinic moved this visit, or found no place for it: does that suit? Who says nothing keeps the place. */
export function MovedByClinic({ visit }: { visit: Appointment }) {
  const cache = useQueryClient();
  const times = useTimes();
  const now = useNow(60_000);
  const key = ["visit", visit.id, "replan", visit.revision];
  const asked = useQuery({
    queryKey: key,
    queryFn: () => answered(api.GET("/api/v1/appointments/{appointment_id}/replan", of(visit))),
    enabled: visit.moved_by_clinic_at !== null && visit.status === "booked",
    retry: false,
  });
  const accept = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/appointments/{appointment_id}/replan-answer", {
        ...of(visit),
        body: { choice: "accept" },
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: key }),
  });
  if (!asked.data) return null;
  const { was, to, answer } = asked.data;
  if (!to)
    return (
      <Notice kind="warning" title={<Trans>{was.doctor_name} cannot see you at this time</Trans>}>
        <Trans>
          We are looking for another time and will phone you. You can also choose one yourself, or
          cancel, below.
        </Trans>
      </Notice>
    );
  if (answer === "accept")
    return <Notice kind="success" title={<Trans>You have accepted the new time</Trans>} />;
  const before = times.moment(was.local_start, now);
  return (
    <Notice kind="info" title={<Trans>The clinic had to move your visit</Trans>}>
      <Stack gap="sm" align="flex-start">
        <Text>
          <Trans>
            It was {before}, with {was.doctor_name}. The new time is yours, also when you do not
            answer. You can choose another one or cancel until it begins.
          </Trans>
        </Text>
        {accept.error ? <ErrorState error={accept.error} /> : null}
        <Group>
          <Button loading={accept.isPending} onClick={() => accept.mutate()}>
            <Trans>The new time suits me</Trans>
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}
