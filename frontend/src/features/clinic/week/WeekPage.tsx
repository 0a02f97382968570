import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getWeek, type Week } from "@/shared/api/week";
import { addDays } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { deviceToday, mondayOf } from "@/shared/time/weeks";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { ForStaff, useClinic } from "../ForStaff";
import { VisitDrawer } from "../visits/VisitDrawer";
import { CellDrawer } from "./CellDrawer";
import { DayBoard } from "./DayBoard";
import { HolidaysDrawer } from "./HolidaysDrawer";
import { WeekGrid } from "./WeekGrid";
import { type Span, WeekToolbar } from "./WeekToolbar";
import { type Cell, cellOf, filtered, firstTrouble, type WeekFilter } from "./weekModel";

export function WeekPage() {
  return (
    <ForStaff>
      <ClinicWeek />
    </ForStaff>
  );
}

function ClinicWeek() {
  const { t } = useLingui();
  const clinic = useClinic();
  const times = useTimes();
  const phone = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const [day, setDay] = useState(deviceToday);
  const [wanted, setWanted] = useState<Span>("week");
  const [filter, setFilter] = useState<WeekFilter>({ specialtyId: "", doctorId: "" });
  const [holidays, setHolidays] = useState(false);
  const span = phone ? "day" : wanted;
  const start = mondayOf(day);
  const week = useQuery({
    queryKey: ["clinic", clinic.id, "week", start],
    queryFn: () => getWeek(clinic.id, start),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const last = addDays(start, 6);
  return (
    <>
      <PageHeader
        title={t`Week of all doctors`}
        lead={
          week.data
            ? `${times.shortDay(start)} – ${times.shortDay(last)}, ${times.zoneWords(week.data.zone)}`
            : null
        }
        actions={
          <Button variant="default" onClick={() => setHolidays(true)}>
            <Trans>Holidays</Trans>
          </Button>
        }
      />
      <Loaded of={week} loading={<LoadingRows rows={8} height={56} />}>
        {(data) => (
          <>
            <Trouble
              week={data}
              onShow={(where) => {
                setDay(where);
                setWanted("day");
              }}
            />
            <WeekToolbar
              week={data}
              day={day}
              onDay={setDay}
              span={span}
              onSpan={phone ? undefined : setWanted}
              filter={filter}
              onFilter={setFilter}
            />
            <Board
              week={data}
              day={day}
              span={span}
              filter={filter}
              stale={week.isPlaceholderData}
            />
          </>
        )}
      </Loaded>
      <HolidaysDrawer opened={holidays} onClose={() => setHolidays(false)} />
    </>
  );
}

/** Next action first: visits that nobody covers. */
function Trouble({ week, onShow }: { week: Week; onShow: (day: string) => void }) {
  const times = useTimes();
  const now = useNow();
  const trouble = firstTrouble(week);
  if (!trouble) return null;
  const name = times.dayName(trouble.day, now);
  const { count } = trouble;
  return (
    <Notice
      kind="warning"
      title={
        <>
          {name}:{" "}
          <Plural
            value={count}
            one="# visit has nobody to cover it"
            other="# visits have nobody to cover them"
          />
        </>
      }
    >
      <Button variant="default" mt="xs" onClick={() => onShow(trouble.day)}>
        <Trans>Show that day</Trans>
      </Button>
    </Notice>
  );
}

interface BoardProps {
  week: Week;
  day: string;
  span: Span;
  filter: WeekFilter;
  stale: boolean;
}

function Board({ week, day, span, filter, stale }: BoardProps) {
  const [cell, setCell] = useState<Cell | null>(null);
  const [visitId, setVisitId] = useState<string | null>(null);
  const doctors = filtered(week, filter);
  const shown = doctors.find(({ doctor }) => doctor.id === cell?.doctorId);
  if (doctors.length === 0)
    return (
      <EmptyState title={<Trans>No doctor matches</Trans>}>
        <Trans>Choose another specialty or doctor above.</Trans>
      </EmptyState>
    );
  return (
    <div aria-busy={stale} style={{ opacity: stale ? 0.6 : 1 }}>
      {span === "week" ? (
        <WeekGrid week={week} doctors={doctors} onOpen={setCell} />
      ) : (
        <DayBoard day={day} doctors={doctors} onVisit={setVisitId} />
      )}
      <CellDrawer
        doctor={shown?.doctor ?? null}
        cell={shown && cell ? cellOf(shown, cell.day) : null}
        onClose={() => setCell(null)}
        onVisit={setVisitId}
      />
      <VisitDrawer visitId={visitId} onClose={() => setVisitId(null)} />
    </div>
  );
}
