import type { PlanDate } from "./api";

/** What a person made of the plan: for each date the time that will be asked for, or "" where it is left out. */
export type Chosen = Record<string, string>;

/** The plan as it stands: free dates as they are, clashes at their nearest alternative. */
export function proposed(dates: readonly PlanDate[]): Chosen {
  return Object.fromEntries(
    dates.map((date) => [
      date.starts_at,
      date.free ? date.starts_at : (date.alternatives[0]?.starts_at ?? ""),
    ]),
  );
}

/** The times that are asked for, in order. */
export function wantedOf(chosen: Chosen): string[] {
  return Object.values(chosen)
    .filter((start) => start !== "")
    .sort();
}

/** The plan with what the server found out when the course was to be booked. */
export function withClashes(
  dates: readonly PlanDate[],
  chosen: Chosen,
  clashes: readonly PlanDate[],
): PlanDate[] {
  const byStart = new Map(clashes.map((clash) => [Date.parse(clash.starts_at), clash]));
  return dates.map((date) => {
    const wanted = chosen[date.starts_at] ?? "";
    const clash = byStart.get(Date.parse(wanted));
    return clash ? { ...clash, starts_at: date.starts_at, local_start: date.local_start } : date;
  });
}
