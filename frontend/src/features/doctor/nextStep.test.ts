import { describe, expect, it } from "vitest";
import type { WaitingPatient } from "@/shared/live/useDeskLine";
import type { Today } from "./api";
import { nextStep, timeline } from "./nextStep";

type Visit = Today["appointments"][number];

const at = (time: string) => ({
  utc: `2026-11-24T${time}:00Z`,
  local: `2026-11-24T${time}:00+00:00`,
});

function visit(id: string, start: string, end: string, status: Visit["status"]): Visit {
  return {
    id,
    status,
    starts_at: at(start).utc,
    ends_at: at(end).utc,
    local_start: at(start).local,
    local_end: at(end).local,
  } as Visit;
}

function day(...appointments: Visit[]): Today {
  const shift = {
    id: "s",
    starts_at: at("09:00").utc,
    ends_at: at("12:00").utc,
    local_start: at("09:00").local,
    local_end: at("12:00").local,
  };
  return { zone: "UTC", date: "2026-11-24", appointments, shifts: [shift], next_gap: null };
}

const someone = { patient_name: "Anna" } as WaitingPatient;
const nine = Date.parse(at("09:00").utc);

describe("the next step", () => {
  it("a running visit comes before those who wait, and they before what is planned", () => {
    const running = visit("a", "09:00", "09:20", "in_progress");
    const booked = visit("b", "10:00", "10:20", "booked");
    expect(nextStep(day(running, booked), [someone], nine).kind).toBe("return");
    expect(nextStep(day(booked), [someone, someone], nine)).toMatchObject({
      kind: "admit",
      more: 1,
    });
    expect(nextStep(day(booked), [], nine)).toMatchObject({ kind: "soon", visit: { id: "b" } });
  });

  it("a missed time is not announced as coming", () => {
    const past = visit("a", "08:00", "08:20", "booked");
    expect(nextStep(day(past), [], nine).kind).toBe("free");
  });

  it("says when the day is done", () => {
    expect(nextStep(day(visit("a", "08:00", "08:20", "completed")), [], nine).kind).toBe("done");
  });
});

describe("the timeline", () => {
  it("shows the free time of the shift between visits", () => {
    const rows = timeline(
      day(visit("a", "09:00", "09:20", "booked"), visit("b", "10:00", "10:20", "booked")),
    );
    expect(rows.map((row) => (row.kind === "gap" ? row.minutes : row.visit.id))).toEqual([
      "a",
      40,
      "b",
      100,
    ]);
  });

  it("a cancelled visit leaves its time free", () => {
    const rows = timeline(day(visit("a", "09:00", "09:20", "cancelled")));
    expect(rows.filter((row) => row.kind === "gap").map((row) => row.minutes)).toEqual([180]);
  });
});
