import { expect, it } from "vitest";
import { withOffset } from "./zoned";

it.each([
  ["2026-11-24T09:00", "Europe/Moscow", "2026-11-24T09:00:00+03:00"],
  ["2026-07-01T09:00", "Europe/Berlin", "2026-07-01T09:00:00+02:00"],
  ["2026-10-25T01:30", "Europe/Berlin", "2026-10-25T01:30:00+02:00"],
  ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00"],
  ["2026-10-25T03:30", "Europe/Berlin", "2026-10-25T03:30:00+01:00"],
  ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T02:30:00+01:00"],
  ["2026-01-01T00:00", "America/New_York", "2026-01-01T00:00:00-05:00"],
  ["2026-01-01T00:00", "Asia/Kolkata", "2026-01-01T00:00:00+05:30"],
])("%s on the clock of %s", (local, zone, expected) => {
  expect(withOffset(local, zone)).toBe(expected);
});
