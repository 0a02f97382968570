import { Plural, Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { phaseOf } from "./phase";

/** How long it still is, and when the door opens. */
export function Countdown({ visit }: { visit: Appointment }) {
  const times = useTimes();
  const start = Date.parse(visit.starts_at);
  const now = useNow(start - Date.now() < 3_600_000 ? 1000 : 30_000);
  const phase = phaseOf(visit, now);
  if (phase === "under_way") {
    return (
      <Text fw={600}>
        <Trans>The visit is under way.</Trans>
      </Text>
    );
  }
  if (phase === "open" && now >= start) {
    return (
      <Text fw={600}>
        <Trans>It is time. The doctor lets you in from the waiting room.</Trans>
      </Text>
    );
  }
  const left = times.relative(start, now);
  if (phase === "open") {
    return (
      <Text fw={600}>
        <Trans>The waiting room is open; the visit begins {left}.</Trans>
      </Text>
    );
  }
  const early = Math.round((start - Date.parse(visit.join_opens_at)) / 60_000);
  return (
    <Text>
      <Trans>
        Begins <b>{left}</b>.
      </Trans>{" "}
      <Plural
        value={early}
        one="The waiting room opens # minute before."
        other="The waiting room opens # minutes before."
      />
    </Text>
  );
}
