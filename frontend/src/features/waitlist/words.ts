import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { isProblem } from "@/shared/api/problem";
import { problemWords } from "@/shared/ui/words";
import type { Entry } from "./api";

/** Why an answer or a wish was refused, and what to do. */
export function refusalWords(error: unknown): string {
  if (isProblem(error, "offer-over")) {
    return t`This time is not kept for you any more. You stay on the list; the next one is offered to you as well.`;
  }
  if (isProblem(error, "patient-busy")) {
    return t`There is another visit at this time. Move or cancel that one first, or leave this time to somebody else.`;
  }
  if (isProblem(error, "already-waiting")) {
    return t`You are on the list for this already.`;
  }
  if (isProblem(error, "too-many-wishes")) {
    return t`You wait for five things already. Take one off the list first.`;
  }
  if (isProblem(error, "scope-too-narrow")) {
    return t`You may look at this person's visits, but not book for them.`;
  }
  return problemWords(error);
}

/** "French", "французский": what a language is called, in the language of the page. */
export function languageName(code: string): string {
  return new Intl.DisplayNames([i18n.locale || "en"], { type: "language" }).of(code) ?? code;
}

export function partWords(part: Entry["part_of_day"]): string | null {
  if (part === "morning") return t`in the morning`;
  if (part === "afternoon") return t`in the afternoon`;
  return part === "evening" ? t`in the evening` : null;
}
