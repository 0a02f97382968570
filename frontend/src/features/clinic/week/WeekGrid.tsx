import { Trans, useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { Week, WeekDoctor } from "@/shared/api/week";
import { useTimes } from "@/shared/time/useTimes";
import { deviceToday, minuteOf } from "@/shared/time/weeks";
import { CellButton } from "./CellButton";
import { type Carried, lengthOf, minuteAt, type Place } from "./dragModel";
import { FlightLabel } from "./FlightLabel";
import { useCarrying } from "./useCarrying";
import classes from "./week.module.css";
import { type Cell, cellOf, hoursShown } from "./weekModel";

interface Props {
  week: Week;
  doctors: WeekDoctor[];
  status: string;
  /** A visit that was picked up by keyboard, on its way to a cell. */
  carried: Carried | null;
  onOpen: (cell: Cell) => void;
  onDrop: (carried: Carried, place: Place) => void;
  onPutBack: () => void;
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * All doctors of a week. One stop for Tab, arrows from cell to cell, Enter opens the doctor's day. Visits are carried to
 * another cell by pointer; or picked up in a day's list, taken along with the arrows, and put down with Enter.
 */
export function WeekGrid({ week, doctors, status, carried, onOpen, onDrop, onPutBack }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const rows = useMemo(
    () => doctors.map((one) => ({ one, cells: week.days.map((day) => cellOf(one, day, status)) })),
    [doctors, week.days, status],
  );
  const hours = useMemo(() => hoursShown(rows.flatMap(({ cells }) => cells)), [rows]);
  const today = deviceToday();
  const carrying = useCarrying({ hours, onDrop });
  const { flight } = carrying;

  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && carried) onPutBack();
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const row = clamp(at[0] + move[0], rows.length);
    const column = clamp(at[1] + move[1], week.days.length);
    setAt([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${row}-${column}"]`)?.focus();
  };
  const activate = (cell: Cell, row: number, column: number) => {
    setAt([row, column]);
    if (!carried) return onOpen(cell);
    const { visit, day } = carried;
    // By keyboard there is no point in the cell: the same time of the day is wished for.
    const wished = minuteOf(visit.local_start, day);
    const fraction = (wished - hours.from) / (hours.to - hours.from);
    const minute = minuteAt(fraction, hours, lengthOf(visit));
    onDrop(carried, { doctorId: cell.doctorId, day: cell.day, minute });
  };
  return (
    <section
      className={classes.scroll}
      aria-label={t`Week, by doctor and day`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
      tabIndex={0}
      data-carrying={flight !== null || carried !== null}
      {...carrying.area}
    >
      <table className={classes.grid} ref={table} onKeyDown={onKey}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Doctor</Trans>
            </th>
            {week.days.map((day) => (
              <th key={day} scope="col" data-today={day === today}>
                {times.weekday(day)} {times.shortDay(day)}
                <Holiday week={week} day={day} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ one, cells }, row) => (
            <tr key={one.doctor.id}>
              <th scope="row">
                {one.doctor.display_name}
                <span className={classes.specialty}>
                  {one.doctor.specialties.map(({ name }) => name).join(", ")}
                </span>
              </th>
              {cells.map((cell, column) => (
                <td key={cell.day}>
                  <CellButton
                    cell={cell}
                    name={one.doctor.display_name}
                    hours={hours}
                    position={`${row}-${column}`}
                    current={clamp(at[0], rows.length) === row && at[1] === column}
                    flight={flight}
                    carried={carried}
                    onTake={carrying.take}
                    onOpen={() => activate(cell, row, column)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {flight ? <FlightLabel flight={flight} doctors={doctors} /> : null}
    </section>
  );
}

function Holiday({ week, day }: { week: Week; day: string }) {
  const holiday = week.holidays.find(({ date }) => date === day);
  return holiday ? <span className={classes.specialty}>{holiday.name}</span> : null;
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(length - 1, value));
}
