import { describe, expect, it } from "vitest";
import { levelOf, monthWords, nextMonth, weeksOf } from "./heatModel";

describe("the month", () => {
  it("has whole weeks from Monday", () => {
    const days = Array.from({ length: 30 }, (_, n) => ({
      date: `2026-11-${String(n + 1).padStart(2, "0")}`,
    }));
    const weeks = weeksOf(days);
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.[6]).toEqual({ date: "2026-11-01" });
    expect(weeks[5]?.[0]).toEqual({ date: "2026-11-30" });
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });

  it("is darker where more is free, and never light where something is", () => {
    expect([0, 1, 50, 51, 100].map((free) => levelOf(free, 100))).toEqual([0, 1, 2, 3, 4]);
    expect(levelOf(0, 0)).toBe(0);
  });

  it("goes on over the year's end", () => {
    expect(nextMonth("2026-12", 1)).toBe("2027-01");
    expect(nextMonth("2026-01", -1)).toBe("2025-12");
    expect(monthWords("2026-11", "ru")).toBe("ноябрь 2026");
  });
});
