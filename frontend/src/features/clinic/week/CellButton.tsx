import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { PointerEvent } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { useCellWords } from "./cellWords";
import { type Carried, isMovable, lengthOf } from "./dragModel";
import type { Flight } from "./useCarrying";
import classes from "./week.module.css";
import { type Cell, place } from "./weekModel";

interface Props {
  cell: Cell;
  name: string;
  hours: { from: number; to: number };
  position: string;
  current: boolean;
  flight: Flight | null;
  carried: Carried | null;
  onTake: (event: PointerEvent, carried: Carried) => void;
  onOpen: () => void;
}

const percent = (fraction: number) => `${(fraction * 100).toFixed(2)}%`;

/** A doctor's day: a strip of its time, and a few words. Booked visits on it can be taken by pointer. */
export function CellButton(props: Props) {
  const { t } = useLingui();
  const { cell, name, hours, position, current, flight, carried, onTake, onOpen } = props;
  const times = useTimes();
  const now = useNow(60_000);
  const words = useCellWords();
  const strip = (one: { id: string; local_start: string; local_end: string }) => {
    const { left, width } = place(one, cell.day, hours);
    return { left: percent(left), width: percent(width) };
  };
  const off = cell.shifts.length === 0 && cell.visits.length === 0;
  const over = flight?.over?.doctorId === cell.doctorId && flight.over.day === cell.day;
  const said = `${name}, ${times.dayName(cell.day, now)}: ${words(cell)}`;
  return (
    <button
      type="button"
      className={classes.cell}
      data-cell={position}
      data-doctor={cell.doctorId}
      data-day={cell.day}
      data-off={off}
      data-over={over}
      tabIndex={current ? 0 : -1}
      aria-label={carried ? t`Put ${carried.visit.patient_name} here: ${said}` : said}
      onClick={onOpen}
    >
      <span className={classes.strip} data-strip>
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
            data-visit={one.id}
            data-status={one.status}
            data-covered={one.covered}
            data-movable={isMovable(one)}
            data-taken={flight?.carried.visit.id === one.id || carried?.visit.id === one.id}
            title={`${times.span(one.local_start, one.local_end)} ${one.patient_name}`}
            style={strip(one)}
            onPointerDown={
              isMovable(one)
                ? (event) => onTake(event, { visit: one, doctorId: cell.doctorId, day: cell.day })
                : undefined
            }
          />
        ))}
        {over && flight?.over ? (
          <span
            className={classes.ghost}
            style={{
              left: percent((flight.over.minute - hours.from) / (hours.to - hours.from)),
              width: percent(lengthOf(flight.carried.visit) / (hours.to - hours.from)),
            }}
          />
        ) : null}
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
