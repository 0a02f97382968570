import { t } from "@lingui/core/macro";
import { isProblem } from "@/shared/api/problem";
import { problemWords } from "@/shared/ui/words";

/** How far somebody else acts, as a person would say it. */
export function scopeWords(scope: string): string {
  if (scope === "book") return t`may book, move and cancel visits`;
  if (scope === "attend") return t`may come along to visits`;
  return t`may see when visits are`;
}

/** The last whole day before an end, on this device's calendar. */
export function lastDay(until: string): string {
  const moment = new Date(Date.parse(until) - 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The same, said to whoever acts. */
export function reachWords(scope: string): string {
  if (scope === "book") return t`You may book, move and cancel visits for them.`;
  if (scope === "attend") return t`You may come along to their visits.`;
  return t`You may see when their visits are.`;
}

export function familyProblem(error: unknown): string {
  if (isProblem(error, "invitation-refused")) {
    return t`This invitation was used, taken back, or is too old. Ask for a new one.`;
  }
  if (isProblem(error, "represents-already")) {
    return t`You act for this person already, at least as far as this.`;
  }
  if (isProblem(error, "bad-end")) return t`This day is over already. Choose a later one.`;
  if (isProblem(error, "too-many-invitations")) {
    return t`Five invitations wait for an answer. Take one back first.`;
  }
  if (isProblem(error, "not-a-dependant")) {
    return t`You can add children under 18. A grown-up registers on their own and invites you.`;
  }
  if (isProblem(error, "bad-birth-date")) return t`Check the date of birth.`;
  return problemWords(error);
}
