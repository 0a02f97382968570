import { useLingui } from "@lingui/react/macro";
import { useTimes } from "@/shared/time/useTimes";
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

/** What a patient would have asked for: shown with a tick. */
export const FOR: ReadonlySet<Word> = new Set([
  "same_doctor",
  "same_language",
  "same_specialty",
  "same_time",
  "same_day",
]);

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

type Titled = Pick<Summary, "kind" | "doctor_name" | "local_start" | "local_end">;

/** What a proposal is about, in a few words. */
export function useTitle(): (proposal: Titled) => string {
  const { t } = useLingui();
  return ({ kind, doctor_name: name }) => {
    if (kind === "hours") return t`Other working hours: ${name}`;
    if (kind === "visit") return t`Another time for a visit: ${name}`;
    return t`Away: ${name}`;
  };
}

/** When, for an absence: "Mon 23 Nov, 00:00 – Wed 25 Nov, 00:00". */
export function useSpan(): (proposal: Titled) => string | null {
  const times = useTimes();
  const at = (local: string) => {
    const day = local.slice(0, 10);
    return `${times.weekday(day)} ${times.shortDay(day)}, ${times.clock(local)}`;
  };
  return ({ local_start: start, local_end: end }) =>
    start && end ? `${at(start)} – ${at(end)}` : null;
}
