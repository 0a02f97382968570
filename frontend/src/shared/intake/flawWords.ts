import { useLingui } from "@lingui/react/macro";
import type { Flaw, Question } from "./flow";

/** What is wrong with an answer, and what to do about it. */
export function useFlawWords(): (flaw: Flaw, question: Question) => string {
  const { t } = useLingui();
  return (flaw, question) => {
    const { minimum, maximum, decimals, max_length: most } = question;
    switch (flaw) {
      case "required":
        return question.kind === "choice" || question.kind === "choices"
          ? t`Choose an answer.`
          : t`The doctor needs this answer.`;
      case "not_a_number":
        return t`Write a number, such as 37 or 37.5.`;
      case "too_small":
        return t`This is less than can be: at least ${minimum ?? 0}.`;
      case "too_large":
        return t`This is more than can be: at most ${maximum ?? 0}.`;
      case "too_precise":
        return decimals === 0
          ? t`A whole number is enough here.`
          : t`At most ${decimals} digits after the point.`;
      case "too_long":
        return t`This is too long: at most ${most} characters.`;
      case "not_a_date":
        return t`Write the date with day, month and year.`;
      default:
        return t`Choose one of the answers.`;
    }
  };
}
