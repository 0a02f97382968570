import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useNow } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState } from "@/shared/ui/states";
import type { Current } from "./api";
import type { DutyState } from "./useDuty";

/** Whom the doctor has called: the way to them, and what to do when nobody comes. */
export function CurrentCall({ current, duty }: { current: Current; duty: DutyState }) {
  const now = useNow(5000);
  const phone = current.callback_phone;
  const mayEnd = current.status === "called" && now >= Date.parse(current.no_answer_from);
  const error = duty.back.error ?? duty.missed.error;
  return (
    <Surface>
      <Stack gap="sm">
        <Group justify="space-between" gap="md">
          <Stack gap={2} role="status">
            <Text fz="xl" fw={650}>
              <How current={current} />
            </Text>
            {phone ? (
              <Text>
                <Trans>
                  To be rung at <a href={`tel:${phone}`}>{phone}</a>
                </Trans>
              </Text>
            ) : null}
          </Stack>
          <ButtonLink
            to="/doctor/visits/$visitId"
            params={{ visitId: current.appointment_id }}
            size="lg"
          >
            <Trans>To the visit</Trans>
          </ButtonLink>
        </Group>
        {error ? <ErrorState error={error} /> : null}
        {current.status === "in_visit" ? null : (
          <Group>
            <Button
              variant="default"
              loading={duty.back.isPending}
              onClick={() => duty.back.mutate(current.entry_id)}
            >
              <Trans>Back into the line</Trans>
            </Button>
            {current.status === "called" ? (
              <Button
                variant="default"
                disabled={!mayEnd}
                loading={duty.missed.isPending}
                onClick={() => duty.missed.mutate(current.entry_id)}
              >
                {mayEnd ? (
                  <Trans>Nobody comes: end the turn</Trans>
                ) : (
                  <Trans>Nobody comes (after three minutes)</Trans>
                )}
              </Button>
            ) : null}
          </Group>
        )}
      </Stack>
    </Surface>
  );
}

function How({ current }: { current: Current }) {
  const name = current.patient_name;
  switch (current.status) {
    case "in_visit":
      return <Trans>Your visit with {name} is under way</Trans>;
    case "arrived":
      return <Trans>{name} is waiting for you</Trans>;
    case "called":
      return <Trans>{name} was called and is not here yet</Trans>;
  }
}
