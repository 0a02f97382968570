/** Where a visit stands against its booked time; all in milliseconds. */
export type Timing =
  | { kind: "before"; untilStart: number }
  | { kind: "running"; elapsed: number; left: number }
  | { kind: "over"; elapsed: number; by: number };

/** `startedAt` is when the patient was admitted; the booked end stays the end whoever was late. */
export function timingOf(
  startsAt: number,
  endsAt: number,
  startedAt: number | null,
  now: number,
): Timing {
  if (startedAt === null && now < startsAt) return { kind: "before", untilStart: startsAt - now };
  const elapsed = startedAt === null ? 0 : Math.max(0, now - startedAt);
  return now <= endsAt
    ? { kind: "running", elapsed, left: endsAt - now }
    : { kind: "over", elapsed, by: now - endsAt };
}
