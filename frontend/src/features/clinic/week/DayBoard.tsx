import { Trans } from "@lingui/react/macro";
import { Text, Title } from "@mantine/core";
import type { WeekDoctor } from "@/shared/api/week";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { EmptyState } from "@/shared/ui/states";
import { useCellWords } from "./cellWords";
import classes from "./day.module.css";
import { VisitRow } from "./VisitRow";
import { type Cell, cellOf } from "./weekModel";

interface Props {
  day: string;
  doctors: WeekDoctor[];
  status: string;
  onVisit: (id: string) => void;
}

/** One day, doctor by doctor: for phones, and for whoever wants the names. */
export function DayBoard({ day, doctors, status, onVisit }: Props) {
  const times = useTimes();
  const now = useNow();
  const rows = doctors.map((one) => ({ one, cell: cellOf(one, day, status) }));
  const working = rows.filter(({ cell }) => cell.shifts.length > 0 || cell.visits.length > 0);
  const off = rows
    .filter((row) => !working.includes(row))
    .map(({ one }) => one.doctor.display_name);
  return (
    <>
      <Title order={2} fz="h3" mb="sm">
        {times.dayName(day, now)}
      </Title>
      {working.length === 0 ? (
        <EmptyState title={<Trans>Nobody works on this day</Trans>} />
      ) : (
        <div className={classes.board}>
          {working.map(({ one, cell }) => (
            <DoctorDay key={one.doctor.id} doctor={one.doctor} cell={cell} onVisit={onVisit} />
          ))}
        </div>
      )}
      {working.length > 0 && off.length > 0 ? (
        <Text c="dimmed" mt="md">
          <Trans>Off: {off.join(", ")}</Trans>
        </Text>
      ) : null}
    </>
  );
}

interface DoctorDayProps {
  doctor: WeekDoctor["doctor"];
  cell: Cell;
  onVisit: (id: string) => void;
}

function DoctorDay({ doctor, cell, onVisit }: DoctorDayProps) {
  const words = useCellWords();
  return (
    <section className={classes.doctorDay} aria-label={doctor.display_name}>
      <Title order={3} fz="md">
        {doctor.display_name}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {words(cell)}
      </Text>
      <ol className={classes.list}>
        {cell.visits.map((visit) => (
          <VisitRow key={visit.id} visit={visit} onOpen={onVisit} />
        ))}
      </ol>
    </section>
  );
}
