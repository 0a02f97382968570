import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useTimes } from "@/shared/time/useTimes";
import type { Cell } from "./weekModel";

/** A doctor's day as one sentence, for those who cannot see the strip. */
export function useCellWords(): (cell: Cell) => string {
  const { t } = useLingui();
  const times = useTimes();
  return (cell) => {
    const parts = cell.shifts.map((one) => times.span(one.local_start, one.local_end));
    if (parts.length === 0) parts.push(t`off`);
    if (cell.absences.length > 0) parts.push(t`absent`);
    parts.push(plural(cell.visits.length, { one: "# visit", other: "# visits" }));
    if (cell.uncovered > 0)
      parts.push(plural(cell.uncovered, { one: "# not covered", other: "# not covered" }));
    return parts.join(", ");
  };
}
