import type { DoctorDays } from "@/shared/api/model";
import { parseLocal } from "@/shared/time/local";

export type DayGroup =
  | { kind: "empty"; from: string; to: string }
  | { kind: "free"; date: string; offsetMinutes: number; starts: string[] };

/** Days with times one by one, and each run of days without any as one group. */
export function groupDays(days: DoctorDays["days"]): DayGroup[] {
  const groups: DayGroup[] = [];
  for (const { date, openings } of days) {
    const first = openings[0];
    const last = groups.at(-1);
    if (first) {
      groups.push({
        kind: "free",
        date,
        offsetMinutes: parseLocal(first.local_start).offsetMinutes,
        starts: openings.map(({ local_start }) => local_start),
      });
    } else if (last?.kind === "empty") last.to = date;
    else groups.push({ kind: "empty", from: date, to: date });
  }
  return groups;
}
