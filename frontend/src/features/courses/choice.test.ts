import { describe, expect, it } from "vitest";
import type { PlanDate } from "./api";
import { proposed, wantedOf, withClashes } from "./choice";

function date(day: string, over: Partial<PlanDate> = {}): PlanDate {
  const at = `2026-12-${day}T08:00:00Z`;
  return {
    starts_at: at,
    ends_at: at,
    local_start: `2026-12-${day}T09:00:00+01:00`,
    free: true,
    reason_code: null,
    reason: null,
    alternatives: [],
    ...over,
  };
}

const taken = { free: false, reason_code: "taken", reason: "taken" };

describe("a course", () => {
  it("proposes the nearest time for a clash, and leaves out what has none", () => {
    const dates = [
      date("01"),
      date("08", { ...taken, alternatives: [date("09")] }),
      date("15", taken),
    ];
    const chosen = proposed(dates);
    expect(wantedOf(chosen)).toEqual(["2026-12-01T08:00:00Z", "2026-12-09T08:00:00Z"]);
  });

  it("shows what was taken meanwhile at its own date", () => {
    const dates = [date("01"), date("08")];
    const clash = date("08", { ...taken, alternatives: [date("10")] });
    const after = withClashes(dates, proposed(dates), [clash]);
    expect(after.map(({ free }) => free)).toEqual([true, false]);
    expect(proposed(after)["2026-12-08T08:00:00Z"]).toBe("2026-12-10T08:00:00Z");
  });
});
