import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, Title } from "@mantine/core";
import type { DoctorDays } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { groupDays } from "./groupDays";
import classes from "./scheduling.module.css";

interface Props {
  days: DoctorDays["days"];
  /** Draws one free time; it says the clock alone, as its day stands above it. */
  time: (localStart: string) => React.ReactNode;
}

/** Free times by day; days without any are named too, runs of them in one line. */
export function DayTimes({ days, time }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  return (
    <Stack gap="lg">
      {groupDays(days).map((group) => {
        if (group.kind === "empty") {
          const { from, to } = group;
          const first = times.dayName(from, now);
          const last = times.dayName(to, now);
          return (
            <Text key={from} c="dimmed">
              {from === to ? (
                <Trans>{first}: no free times</Trans>
              ) : (
                <Trans>
                  {first} to {last}: no free times
                </Trans>
              )}
            </Text>
          );
        }
        const offset = group.offsetMinutes;
        const name = times.dayWords(group.date, offset, now);
        return (
          <section key={group.date} aria-label={name}>
            <Title order={3} fz="lg" mb="xs" className={classes.dayName}>
              {name}
            </Title>
            <ul className={classes.times} aria-label={t`Free times`}>
              {group.starts.map((start) => (
                <li key={start}>{time(start)}</li>
              ))}
            </ul>
          </section>
        );
      })}
    </Stack>
  );
}
