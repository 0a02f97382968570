import { describe, expect, it } from "vitest";
import type { Week, WeekDoctor, WeekVisit } from "@/shared/api/week";
import { cellOf, filtered, firstTrouble, hoursShown, place, specialtiesOf } from "./weekModel";

function stretch(start: string, end: string) {
  const local = (text: string) => `${text.replace(" ", "T")}:00+03:00`;
  const utc = (text: string) => new Date(local(text)).toISOString();
  return {
    id: start,
    starts_at: utc(start),
    ends_at: utc(end),
    local_start: local(start),
    local_end: local(end),
  };
}

function visit(start: string, end: string, over: Partial<WeekVisit> = {}): WeekVisit {
  return {
    ...stretch(start, end),
    status: "booked",
    patient_name: "Anna",
    service_name: "Check",
    modality: "video",
    revision: 1,
    covered: true,
    ...over,
  };
}

function shift(start: string, end: string): WeekDoctor["shifts"][number] {
  return { ...stretch(start, end), source: "template", local_date: start.slice(0, 10) };
}

const orlova: WeekDoctor = {
  doctor: {
    id: "o",
    display_name: "Orlova",
    title: "",
    photo_url: null,
    specialties: [{ id: "t", name: "Therapy" }],
  },
  shifts: [
    shift("2026-11-24 09:00", "2026-11-24 13:00"),
    shift("2026-11-26 22:00", "2026-11-27 06:00"),
  ],
  absences: [],
  appointments: [
    visit("2026-11-24 10:00", "2026-11-24 10:20"),
    visit("2026-11-24 09:00", "2026-11-24 09:20", { status: "cancelled" }),
    visit("2026-11-25 09:00", "2026-11-25 09:20", { covered: false }),
    visit("2026-11-23 09:00", "2026-11-23 09:20", { covered: false, status: "completed" }),
  ],
};
const week: Week = {
  start: "2026-11-23",
  zone: "Europe/Moscow",
  days: ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"],
  holidays: [],
  doctors: [orlova],
};

describe("the week", () => {
  it("leaves cancelled visits out of the cell", () => {
    expect(cellOf(orlova, "2026-11-24").visits).toHaveLength(1);
  });

  it("shows a shift over midnight on both days", () => {
    expect(cellOf(orlova, "2026-11-26").shifts).toHaveLength(1);
    expect(cellOf(orlova, "2026-11-27").shifts).toHaveLength(1);
  });

  it("what ends at midnight is not on the next day", () => {
    const night = { ...orlova, shifts: [shift("2026-11-24 18:00", "2026-11-25 00:00")] };
    expect(cellOf(night, "2026-11-24").shifts).toHaveLength(1);
    expect(cellOf(night, "2026-11-25").shifts).toHaveLength(0);
  });

  it("names the first day with visits nobody covers; finished ones are no trouble", () => {
    expect(firstTrouble(week)).toEqual({ day: "2026-11-25", count: 1 });
  });

  it("filters by specialty and by doctor", () => {
    expect(filtered(week, { specialtyId: "t", doctorId: "" })).toHaveLength(1);
    expect(filtered(week, { specialtyId: "x", doctorId: "" })).toHaveLength(0);
    expect(filtered(week, { specialtyId: "", doctorId: "x" })).toHaveLength(0);
    expect(specialtiesOf(week)).toEqual([{ id: "t", name: "Therapy" }]);
  });

  it("a timeline holds whole hours, and a shift over midnight ends with the day", () => {
    expect(hoursShown([cellOf(orlova, "2026-11-24")])).toEqual({ from: 540, to: 780 });
    expect(hoursShown([cellOf(orlova, "2026-11-26")])).toEqual({ from: 1320, to: 1440 });
    expect(hoursShown([cellOf(orlova, "2026-11-27")])).toEqual({ from: 0, to: 360 });
    const at = place(stretch("2026-11-24 10:00", "2026-11-24 11:00"), "2026-11-24", {
      from: 540,
      to: 780,
    });
    expect(at).toEqual({ left: 0.25, width: 0.25 });
  });
});
