import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { DoctorDays } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { groupDays } from "./groupDays";
import classes from "./scheduling.module.css";

interface Props {
  days: DoctorDays["days"];
  /** Draws one free time; it says the clock alone, as its day stands above it. */
  time: (localStart: string) => ReactNode;
}

/** Free times by day; days without any are named too, runs of them in one line. */
export function DayTimes({ days, time }: Props) {
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
        const name = times.dayWords(group.date, group.offsetMinutes, now);
        return (
          <section key={group.date} aria-label={name}>
            <Title
              order={3}
              fz="lg"
              mb="xs"
              className={classes.dayName}
              id={`day-${group.date}`}
              tabIndex={-1}
            >
              {name}
            </Title>
            <Times starts={group.starts} time={time} />
          </section>
        );
      })}
    </Stack>
  );
}

/** More than this many times of one day are folded away. */
const folded = 16;

function Times({ starts, time }: { starts: string[]; time: Props["time"] }) {
  const { t } = useLingui();
  const [all, setAll] = useState(starts.length <= folded);
  const shown = all ? starts : starts.slice(0, folded);
  return (
    <>
      <ul className={classes.times} aria-label={t`Free times`}>
        {shown.map((start) => (
          <li key={start}>{time(start)}</li>
        ))}
      </ul>
      {all ? null : (
        <Button variant="subtle" mt={4} px={4} onClick={() => setAll(true)}>
          <Plural
            value={starts.length - folded}
            one="# more time this day"
            other="# more times this day"
          />
        </Button>
      )}
    </>
  );
}
