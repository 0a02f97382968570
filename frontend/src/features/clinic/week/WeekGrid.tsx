import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import type { Week, WeekDoctor } from "@/shared/api/week";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { deviceToday } from "@/shared/time/weeks";
import { useCellWords } from "./cellWords";
import classes from "./week.module.css";
import { type Cell, cellOf, hoursShown, place } from "./weekModel";

interface Props {
  week: Week;
  doctors: WeekDoctor[];
  onOpen: (cell: Cell) => void;
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** All doctors of a week. One stop for Tab, arrows from cell to cell, Enter opens the doctor's day. */
export function WeekGrid({ week, doctors, onOpen }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const rows = useMemo(
    () => doctors.map((one) => ({ one, cells: week.days.map((day) => cellOf(one, day)) })),
    [doctors, week.days],
  );
  const hours = useMemo(() => hoursShown(rows.flatMap(({ cells }) => cells)), [rows]);
  const today = deviceToday();

  const onKey = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const row = clamp(at[0] + move[0], rows.length);
    const column = clamp(at[1] + move[1], week.days.length);
    setAt([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${row}-${column}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section className={classes.scroll} aria-label={t`Week, by doctor and day`} tabIndex={0}>
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
                    onOpen={() => {
                      setAt([row, column]);
                      onOpen(cell);
                    }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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

interface CellProps {
  cell: Cell;
  name: string;
  hours: { from: number; to: number };
  position: string;
  current: boolean;
  onOpen: () => void;
}

function CellButton({ cell, name, hours, position, current, onOpen }: CellProps) {
  const times = useTimes();
  const now = useNow(60_000);
  const words = useCellWords();
  const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;
  const strip = (one: { id: string; local_start: string; local_end: string }) => {
    const { left, width } = place(one, cell.day, hours);
    return { left: percent(left), width: percent(width) };
  };
  const off = cell.shifts.length === 0 && cell.visits.length === 0;
  return (
    <button
      type="button"
      className={classes.cell}
      data-cell={position}
      data-off={off}
      tabIndex={current ? 0 : -1}
      aria-label={`${name}, ${times.dayName(cell.day, now)}: ${words(cell)}`}
      onClick={onOpen}
    >
      <span className={classes.strip}>
        {cell.shifts.map((one) => (
          <span key={one.id} className={classes.shift} style={strip(one)} />
        ))}
        {cell.absences.map((one) => (
          <span key={one.id} className={classes.absence} style={strip(one)} />
        ))}
        {cell.visits.map((one) => (
          <span
            key={one.id}
            className={classes.mark}
            data-status={one.status}
            data-covered={one.covered}
            style={strip(one)}
          />
        ))}
      </span>
      <span className={classes.words}>
        <CellWords cell={cell} off={off} />
        {cell.uncovered > 0 ? (
          <strong className={classes.warn}>
            <IconAlertTriangle size={14} aria-hidden /> {cell.uncovered}
          </strong>
        ) : null}
      </span>
    </button>
  );
}

function CellWords({ cell, off }: { cell: Cell; off: boolean }) {
  const absent = cell.absences.length > 0;
  const count = cell.visits.length;
  if (count > 0)
    return (
      <>
        <span>
          <Plural value={count} one="# visit" other="# visits" />
        </span>
        {absent ? (
          <span>
            <Trans>absent</Trans>
          </span>
        ) : null}
      </>
    );
  if (absent) return <Trans>absent</Trans>;
  return off ? <Trans>off</Trans> : <Trans>free</Trans>;
}
