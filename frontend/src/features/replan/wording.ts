import { useLingui } from "@lingui/react/macro";
import { useNow, useTimes } from "@/shared/time/useTimes";
import type { Difference, Reason, Summary, Word } from "./model";

/** What speaks for a place, or against it, as a planner says it. */
export function useWords(): Record<Word, string> {
  const { t } = useLingui();
  return {
    same_doctor: t`same doctor`,
    same_language: t`speaks the patient's language`,
    other_language: t`does not speak the patient's language`,
    same_specialty: t`same specialty`,
    other_specialty: t`other specialty`,
    same_time: t`same time`,
    same_day: t`same day`,
    earlier: t`earlier day`,
    later: t`later day`,
  };
}

/** Words that a patient would rather not hear: shown with a mark, not only with a colour. */
export const AGAINST: ReadonlySet<Word> = new Set(["other_language", "other_specialty", "earlier"]);

export function useReasons(): Record<Reason, string> {
  const { t } = useLingui();
  return { illness: t`Illness`, leave: t`On leave`, holiday: t`Holiday`, other: t`Other reason` };
}

export function useDifferences(): Record<Difference["code"], string> {
  const { t } = useLingui();
  return {
    new_visit: t`was booked meanwhile`,
    gone: t`is not there any more: cancelled or moved`,
    changed: t`was changed meanwhile`,
    place_taken: t`the place that was found has been taken`,
    being_booked: t`Somebody is booking a time with this doctor at this moment`,
  };
}

type Titled = Pick<Summary, "kind" | "doctor_name" | "local_start" | "local_end" | "reason">;

/** What a proposal is about, in one line. */
export function useTitle(): (proposal: Titled) => string {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  return ({ kind, doctor_name: name, local_start: start, local_end: end }) => {
    if (kind === "hours") return t`${name}: other working hours`;
    if (kind === "visit" || !start || !end) return t`A visit with ${name} is moved`;
    const from = times.moment(start, now);
    const until = times.moment(end, now);
    return t`${name} is away from ${from} until ${until}`;
  };
}
