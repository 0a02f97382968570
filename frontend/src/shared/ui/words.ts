import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { ApiProblem, OfflineProblem } from "@/shared/api/problem";

/** Problems whose remedy is known, by the stable end of their type. */
function bySlug(slug: string): string | null {
  switch (slug) {
    case "sign-in-refused":
      return t`The address or the password is not right. If you have just registered, confirm your address first.`;
    case "refresh-refused":
      return t`You are signed out. Sign in and try again.`;
    case "code-refused":
      return t`This code is wrong, was used already, or is too old. Ask for a new one.`;
    case "reset-refused":
      return t`This link was used already, or is too old. Ask for a new one.`;
    case "bad-password":
      return t`This password is too easy to guess. Choose another.`;
    case "wrong-password":
      return t`Your present password is not right.`;
    case "bad-address":
      return t`We cannot reach this address. Check it for typing mistakes.`;
    case "precondition-failed":
      return t`This was changed meanwhile, perhaps in another window. Look at it again, then repeat.`;
    case "shift-overlap":
      return t`There is another shift at this time. Choose another time, or remove that shift first.`;
    case "time-past":
      return t`This time is over already. Choose a later one.`;
    default:
      return null;
  }
}

function byStatus(problem: ApiProblem): string | null {
  const { status, retryAfter } = problem;
  if (status === 429) {
    return retryAfter === null
      ? t`Too many attempts. Wait a little and try again.`
      : t`Too many attempts. Try again in ${retryAfter} s.`;
  }
  if (status === 401) return t`You are signed out. Sign in and try again.`;
  if (status === 403) return t`Your account may not do this.`;
  if (status === 404) return t`This is not here, or it belongs to another account.`;
  if (status >= 500) {
    return t`The service could not answer. Nothing was changed; try again in a minute.`;
  }
  return null;
}

/** What went wrong and what to do, in words for the person, not for the log. */
export function problemWords(error: unknown): string {
  if (error instanceof OfflineProblem) {
    return t`No connection. Check your internet and try again; nothing you typed is lost.`;
  }
  if (!(error instanceof ApiProblem)) return t`Something went wrong on this page. Try again.`;
  // The server's own sentences are English.
  const own = i18n.locale === "en" ? error.detail || error.title : "";
  return (
    bySlug(error.slug) ??
    byStatus(error) ??
    (own || t`The service did not accept this. Check what you entered.`)
  );
}
