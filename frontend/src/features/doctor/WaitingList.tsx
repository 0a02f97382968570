import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { WaitingPatient } from "@/shared/live/useDeskLine";
import { useTimes } from "@/shared/time/useTimes";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import classes from "./doctor.module.css";

interface Props {
  waiting: UseQueryResult<WaitingPatient[]>;
  now: number;
}

export function WaitingList({ waiting, now }: Props) {
  return (
    <Loaded of={waiting} loading={<LoadingRows rows={2} height={72} />}>
      {(people) =>
        people.length === 0 ? (
          <EmptyState title={<Trans>Nobody is waiting</Trans>}>
            <Trans>Patients appear here the moment they enter the waiting room.</Trans>
          </EmptyState>
        ) : (
          <ol className={classes.list} aria-live="polite">
            {people.map((one) => (
              <Row key={one.consultation_id} patient={one} now={now} />
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function Row({ patient, now }: { patient: WaitingPatient; now: number }) {
  const { t } = useLingui();
  const times = useTimes();
  const minutes = Math.max(0, Math.floor((now - Date.parse(patient.arrived_at)) / 60_000));
  const time = times.clock(patient.local_start);
  return (
    <li className={classes.row} data-tone="waiting">
      <div className={classes.rowText}>
        <Text fw={650}>{patient.patient_name}</Text>
        <Text size="sm" c="dimmed">
          <Plural value={minutes} one="waits # minute" other="waits # minutes" />,{" "}
          <Trans>booked for {time}</Trans>
        </Text>
        {patient.connected ? null : (
          <Text size="sm">
            <Trans>connection away</Trans>
          </Text>
        )}
      </div>
      <Button
        renderRoot={(props) => (
          <Link
            {...props}
            to="/doctor/visits/$visitId"
            params={{ visitId: patient.appointment_id }}
          />
        )}
        aria-label={t`Open the visit of ${patient.patient_name}`}
      >
        <Trans>Open</Trans>
      </Button>
    </li>
  );
}
