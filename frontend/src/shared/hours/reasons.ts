import { useLingui } from "@lingui/react/macro";
import type { AbsenceReason } from "./model";

export function useReasons(): Record<AbsenceReason, string> {
  const { t } = useLingui();
  return { illness: t`Illness`, leave: t`On leave`, holiday: t`Holiday`, other: t`Other` };
}
