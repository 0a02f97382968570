import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import type { Week, WeekVisit } from "@/shared/api/week";
import { useTimes } from "@/shared/time/useTimes";
import { EmptyState } from "@/shared/ui/states";
import { VisitDrawer } from "../visits/VisitDrawer";
import { CellDrawer } from "./CellDrawer";
import { DayBoard } from "./DayBoard";
import { DropDialog, type Dropped, type Moved } from "./DropDialog";
import type { Carried } from "./dragModel";
import { MovedNotice } from "./MovedNotice";
import { WeekGrid } from "./WeekGrid";
import type { Span } from "./WeekToolbar";
import classes from "./week.module.css";
import { type Cell, cellOf, filtered, type WeekFilter } from "./weekModel";

interface Props {
  week: Week;
  day: string;
  span: Span;
  filter: WeekFilter;
  stale: boolean;
}

/** The week or a day of it, and what is done with the visits there. */
export function Board({ week, day, span, filter, stale }: Props) {
  const [cell, setCell] = useState<Cell | null>(null);
  const [visitId, setVisitId] = useState<string | null>(null);
  const [carried, setCarried] = useState<Carried | null>(null);
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const [moved, setMoved] = useState<Moved | null>(null);
  const doctors = filtered(week, filter);
  const shown = doctors.find(({ doctor }) => doctor.id === cell?.doctorId);
  if (doctors.length === 0)
    return (
      <EmptyState title={<Trans>No doctor matches</Trans>}>
        <Trans>Choose another specialty or doctor above.</Trans>
      </EmptyState>
    );
  const pickUp = (visit: WeekVisit) => {
    if (cell) setCarried({ visit, doctorId: cell.doctorId, day: cell.day });
    setCell(null);
    setMoved(null);
  };
  return (
    <div aria-busy={stale} style={{ opacity: stale ? 0.6 : 1 }}>
      {moved ? <MovedNotice moved={moved} onDone={() => setMoved(null)} /> : null}
      {carried ? <CarriedBar carried={carried} onPutBack={() => setCarried(null)} /> : null}
      {span === "week" ? (
        <>
          <WeekGrid
            week={week}
            doctors={doctors}
            status={filter.status}
            carried={carried}
            onOpen={setCell}
            onPutBack={() => setCarried(null)}
            onDrop={(visit, place) => {
              setMoved(null);
              setDropped({ carried: visit, place });
            }}
          />
          <Text size="sm" c="dimmed" mt="xs">
            <Trans>
              Drag a visit to another day or doctor to move it. By keyboard: open a day with Enter,
              pick a visit up, go to its new day with the arrows, and press Enter.
            </Trans>
          </Text>
        </>
      ) : (
        <DayBoard day={day} doctors={doctors} status={filter.status} onVisit={setVisitId} />
      )}
      <CellDrawer
        doctor={shown?.doctor ?? null}
        cell={shown && cell ? cellOf(shown, cell.day, filter.status) : null}
        onClose={() => setCell(null)}
        onVisit={setVisitId}
        onCarry={pickUp}
      />
      <DropDialog
        dropped={dropped}
        doctors={week.doctors}
        onClose={() => setDropped(null)}
        onMoved={(what) => {
          setDropped(null);
          setCarried(null);
          setMoved(what);
        }}
      />
      <VisitDrawer visitId={visitId} onClose={() => setVisitId(null)} />
    </div>
  );
}

/** What is in hand, said aloud, and how to let go of it. */
function CarriedBar({ carried, onPutBack }: { carried: Carried; onPutBack: () => void }) {
  const { t } = useLingui();
  const times = useTimes();
  const name = carried.visit.patient_name;
  const was = times.span(carried.visit.local_start, carried.visit.local_end);
  return (
    <Group className={classes.carried} role="status" gap="sm">
      <Text>
        <Trans>
          In hand: <b>{name}</b>, {was}. Choose the cell to put the visit in.
        </Trans>
      </Text>
      <VisuallyHidden>{t`Arrows go from cell to cell, Enter puts it down, Escape puts it back.`}</VisuallyHidden>
      <Button variant="default" size="sm" onClick={onPutBack}>
        <Trans>Put it back</Trans>
      </Button>
    </Group>
  );
}
