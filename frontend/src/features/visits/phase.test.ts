import { describe, expect, test } from "vitest";
import type { Appointment } from "@/shared/api/model";
import { mayEnter, phaseOf } from "./phase";

const opens = Date.parse("2026-11-24T06:25:00Z");
const visit = (status: Appointment["status"], join = false) =>
  ({
    status,
    can: { join, cancel: true, reschedule: true, no_show: false },
    join_opens_at: "2026-11-24T06:25:00Z",
  }) as Appointment;

describe("the door of a visit", () => {
  test("opens at its time even between two answers of the server", () => {
    expect(phaseOf(visit("booked"), opens - 1)).toBe("ahead");
    expect(phaseOf(visit("booked"), opens)).toBe("open");
    expect(phaseOf(visit("booked", true), opens - 1)).toBe("open");
  });

  test("is open to somebody who waits or is inside", () => {
    expect(mayEnter(phaseOf(visit("arrived"), opens))).toBe(true);
    expect(mayEnter(phaseOf(visit("in_progress"), opens))).toBe(true);
  });

  test("is closed when the visit is over or off, whatever the clock says", () => {
    for (const status of ["completed", "no_show", "cancelled", "expired"] as const) {
      expect(mayEnter(phaseOf(visit(status), opens + 1))).toBe(false);
    }
  });
});
