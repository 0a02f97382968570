import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getWeek, type Week } from "@/shared/api/week";
import { addDays } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { mondayOf } from "@/shared/time/weeks";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { ForStaff, useClinic } from "../ForStaff";
import { Board } from "./Board";
import { ClinicHeat } from "./ClinicHeat";
import { HolidaysDrawer } from "./HolidaysDrawer";
import { useWeekView } from "./useWeekView";
import { WeekToolbar } from "./WeekToolbar";
import { firstTrouble } from "./weekModel";

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
  const { day, wanted, filter, setFilter, change } = useWeekView();
  const setDay = (next: string) => change({ day: next });
  const [heat, setHeat] = useState(false);
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
            <Trouble week={data} onShow={(where) => change({ day: where, show: "day" })} />
            <WeekToolbar
              week={data}
              day={day}
              onDay={setDay}
              span={span}
              onSpan={phone ? undefined : (show) => change({ show })}
              filter={filter}
              onFilter={setFilter}
              heat={heat}
              onHeat={setHeat}
            />
            {heat ? <ClinicHeat filter={filter} day={day} onDay={setDay} /> : null}
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
