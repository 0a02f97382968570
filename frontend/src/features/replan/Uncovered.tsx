import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getWeek, LIVE_STATUSES, type WeekDoctor } from "@/shared/api/week";
import { parseLocal } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { deviceToday } from "@/shared/time/weeks";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { useDesk } from "./ForDesk";
import classes from "./replan.module.css";
import { useLeftovers } from "./useLeftovers";

const AHEAD_DAYS = 21;

interface Gap {
  doctor: WeekDoctor["doctor"];
  count: number;
  /** From the first of these visits until the end of the last, widened to the absences they lie in. */
  from: string;
  to: string;
}

/** Doctors with visits ahead that lie outside their working time, and that are not on the worklist already. */
function gapsOf(doctors: WeekDoctor[], known: ReadonlySet<string>, now: number): Gap[] {
  return doctors.flatMap(({ doctor, appointments, absences }) => {
    const lost = appointments.filter(
      (visit) =>
        !visit.covered &&
        !known.has(visit.id) &&
        LIVE_STATUSES.has(visit.status) &&
        Date.parse(visit.ends_at) > now,
    );
    if (lost.length === 0) return [];
    const around = absences.filter((away) =>
      lost.some((visit) => visit.starts_at < away.ends_at && visit.ends_at > away.starts_at),
    );
    const order = (a: { local_start: string }, b: { local_start: string }) =>
      parseLocal(a.local_start).instant - parseLocal(b.local_start).instant;
    const all = [...lost, ...around].sort(order);
    const last = all.reduce((a, b) => (Date.parse(b.ends_at) > Date.parse(a.ends_at) ? b : a));
    const from = (all[0] ?? last).local_start.slice(0, 16);
    return [{ doctor, count: lost.length, from, to: last.local_end.slice(0, 16) }];
  });
}

/** What a doctor's absence, or a change of hours, has left behind already. */
export function Uncovered() {
  const desk = useDesk();
  const now = useNow(60_000);
  const week = useQuery({
    queryKey: ["clinic", desk.clinicId, "uncovered"],
    queryFn: () => getWeek(desk.clinicId, deviceToday(), AHEAD_DAYS),
  });
  const leftovers = useLeftovers();
  return (
    <Loaded of={week} loading={<LoadingRows rows={2} height={64} />}>
      {({ doctors }) => {
        const known = new Set((leftovers.data ?? []).map((move) => move.appointment_id));
        const gaps = gapsOf(doctors, known, now);
        return gaps.length === 0 ? (
          <Notice
            kind="success"
            title={<Trans>Every visit of the next three weeks lies in working hours</Trans>}
          />
        ) : (
          <ul className={classes.list}>
            {gaps.map((gap) => (
              <GapLine key={gap.doctor.id} gap={gap} />
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
}

function GapLine({ gap }: { gap: Gap }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const name = gap.doctor.display_name;
  const day = times.dayName(gap.from.slice(0, 10), now);
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="sm">
          <Plural value={gap.count} one="# visit nobody covers" other="# visits nobody covers" />
          {", "}
          <Trans>first on {day}</Trans>
        </Text>
      </div>
      <ButtonLink
        to="/clinic/absences/new"
        search={{ doctor: gap.doctor.id, from: gap.from, to: gap.to }}
        aria-label={t`Find places for them: ${name}`}
      >
        <Trans>Find places for them</Trans>
      </ButtonLink>
    </li>
  );
}
