import { describe, expect, it } from "vitest";
import { clockOf, minuteAt, nearestTo } from "./dragModel";

const hours = { from: 540, to: 1020 };

describe("carrying a visit", () => {
  it("snaps to ten minutes and stays within the day", () => {
    expect(minuteAt(0.5, hours, 20)).toBe(780);
    expect(minuteAt(0.507, hours, 20)).toBe(780);
    expect(minuteAt(-1, hours, 20)).toBe(540);
    expect(minuteAt(2, hours, 20)).toBe(1000);
    expect(clockOf(545)).toBe("09:05");
  });

  it("takes the free time nearest to where it was put down", () => {
    const free = ["09:00", "09:40", "11:00"].map((clock) => ({
      local_start: `2026-11-24T${clock}:00+03:00`,
    }));
    const place = { doctorId: "o", day: "2026-11-24", minute: 600 };
    expect(nearestTo(free, place)?.local_start).toContain("09:40");
    expect(nearestTo([], place)).toBeNull();
  });
});
