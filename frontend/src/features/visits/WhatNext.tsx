import { Trans } from "@lingui/react/macro";
import { List, Stack, Text, Title } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import type { Phase } from "./phase";

/** What happens next, and what to do when things get worse before it. */
export function WhatNext({ visit, phase }: { visit: Appointment; phase: Phase }) {
  const times = useTimes();
  const now = useNow(60_000);
  if (phase === "over" || phase === "off") return null;
  const until = visit.cancel_until;
  const cancelWords =
    until && Date.parse(until) > now ? times.relative(Date.parse(until), now) : null;
  const emergency = visit.clinic.emergency_number ?? "112";
  return (
    <Stack component="section" gap="sm" aria-labelledby="what-next">
      <Title order={2} fz="h3" id="what-next">
        <Trans>What happens next</Trans>
      </Title>
      <List spacing="xs" type="ordered">
        <List.Item>
          <Trans>Before the visit, check camera and sound here. It takes a minute.</Trans>
        </List.Item>
        <List.Item>
          <Trans>Come a few minutes early: open this page and press “Join the visit”.</Trans>
        </List.Item>
        <List.Item>
          <Trans>You wait in a virtual waiting room until the doctor lets you in.</Trans>
        </List.Item>
      </List>
      {cancelWords ? (
        <Text c="dimmed">
          <Trans>You can cancel or change the time here; this closes {cancelWords}.</Trans>
        </Text>
      ) : null}
      {visit.status === "booked" && !visit.can.cancel ? (
        <Text>
          <Trans>
            It is too late to cancel here. If you cannot come, please ring the clinic: somebody else
            may need the time.
          </Trans>
        </Text>
      ) : null}
      <Text>
        <Trans>
          If you get much worse before the visit, do not wait for it: call <b>{emergency}</b>.
        </Trans>
      </Text>
    </Stack>
  );
}
