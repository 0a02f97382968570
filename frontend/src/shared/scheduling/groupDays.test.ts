import { expect, test } from "vitest";
import { groupDays } from "./groupDays";

const opening = (local: string) => ({
  starts_at: new Date(local).toISOString(),
  ends_at: new Date(Date.parse(local) + 1_800_000).toISOString(),
  local_start: local,
});

test("runs of days without times become one group, days with times stay apart", () => {
  const groups = groupDays([
    { date: "2026-11-23", openings: [] },
    { date: "2026-11-24", openings: [opening("2026-11-24T09:00:00+03:00")] },
    { date: "2026-11-25", openings: [] },
    { date: "2026-11-26", openings: [] },
    { date: "2026-11-27", openings: [opening("2026-11-27T10:00:00+03:00")] },
  ]);
  expect(groups).toEqual([
    { kind: "empty", from: "2026-11-23", to: "2026-11-23" },
    {
      kind: "free",
      date: "2026-11-24",
      offsetMinutes: 180,
      starts: ["2026-11-24T09:00:00+03:00"],
    },
    { kind: "empty", from: "2026-11-25", to: "2026-11-26" },
    {
      kind: "free",
      date: "2026-11-27",
      offsetMinutes: 180,
      starts: ["2026-11-27T10:00:00+03:00"],
    },
  ]);
});

test("no days, no groups", () => {
  expect(groupDays([])).toEqual([]);
});
