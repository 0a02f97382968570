import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Title } from "@mantine/core";
import { useState } from "react";
import type { Appointment } from "@/shared/api/model";
import { DayTimes } from "@/shared/scheduling/DayTimes";
import classes from "@/shared/scheduling/scheduling.module.css";
import { useDoctorDays } from "@/shared/scheduling/useDoctorDays";
import { ZoneNote } from "@/shared/scheduling/ZoneNote";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";

interface Props {
  visit: Appointment;
  choose: (start: string) => void;
}

/** The same doctor's other free times. */
export function NewTimes({ visit, choose }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const [weeks, setWeeks] = useState(2);
  const days = useDoctorDays(visit.doctor.id, visit.service.id, weeks, {
    patientId: visit.patient.id,
    movingId: visit.id,
  });
  return (
    <Loaded of={days} loading={<LoadingRows rows={4} height={96} />}>
      {(found) => {
        const first = found.days.flatMap(({ openings }) => openings)[0];
        return (
          <Stack gap="lg">
            <Title order={2} fz="h3">
              <Trans>Free times</Trans>
            </Title>
            {first ? (
              <ZoneNote zone={found.zone} start={first.local_start} />
            ) : (
              <EmptyState title={<Trans>No free times in these days</Trans>}>
                <Trans>Look at later days; your present time is kept meanwhile.</Trans>
              </EmptyState>
            )}
            <DayTimes
              days={found.days}
              time={(start) => {
                const clock = times.clock(start);
                const moment = times.moment(start, now);
                return (
                  <button
                    type="button"
                    className={classes.time}
                    aria-label={t`${clock}, ${moment}`}
                    onClick={() => choose(start)}
                  >
                    {clock}
                  </button>
                );
              }}
            />
            {weeks < 8 ? (
              <Group>
                <Button
                  variant="default"
                  loading={days.isPlaceholderData}
                  onClick={() => setWeeks(weeks + 2)}
                >
                  <Trans>Show later days</Trans>
                </Button>
              </Group>
            ) : null}
          </Stack>
        );
      }}
    </Loaded>
  );
}
