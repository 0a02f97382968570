import { Plural, Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import type { Room } from "@/shared/live/room";
import { running } from "@/shared/time/relative";
import { useNow } from "@/shared/time/useTimes";
import classes from "./desk.module.css";
import { type Timing, timingOf } from "./timing";

const MINUTE_MS = 60_000;

/** The visit's clock beside the booked time, by the server's clock. */
export function VisitTimer({ visit, room }: { visit: Appointment; room: Room }) {
  const now = useNow(1000) + room.clockSkewMs;
  const started = room.entries.find((entry) => entry.kind === "started")?.at;
  const timing = timingOf(
    Date.parse(visit.starts_at),
    Date.parse(visit.ends_at),
    started ? Date.parse(started) : null,
    now,
  );
  return (
    <div className={classes.timer} data-over={timing.kind === "over"}>
      {timing.kind !== "before" && started ? (
        <Text component="span" fz={24} fw={650} className={classes.digits}>
          {running(timing.elapsed)}
        </Text>
      ) : null}
      <Text component="span" size="sm">
        <Remaining timing={timing} />
      </Text>
    </div>
  );
}

function Remaining({ timing }: { timing: Timing }) {
  if (timing.kind === "before") {
    const minutes = Math.ceil(timing.untilStart / MINUTE_MS);
    return <Plural value={minutes} one="starts in # minute" other="starts in # minutes" />;
  }
  if (timing.kind === "running") {
    const minutes = Math.ceil(timing.left / MINUTE_MS);
    return <Plural value={minutes} one="# minute left" other="# minutes left" />;
  }
  const minutes = Math.floor(timing.by / MINUTE_MS);
  if (minutes === 0) return <Trans>the booked time is up</Trans>;
  return <Plural value={minutes} one="# minute over time" other="# minutes over time" />;
}
