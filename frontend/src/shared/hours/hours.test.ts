import { describe, expect, it } from "vitest";
import { mondayForAll, problemsOf } from "./hours";

const hours = (weekday: number, start: string, end: string) => ({ weekday, start, end });

describe("weekly hours", () => {
  it("adjacent stretches are fine, overlapping ones are not", () => {
    expect(problemsOf([hours(0, "09:00", "13:00"), hours(0, "13:00", "17:00")]).size).toBe(0);
    expect(problemsOf([hours(0, "09:00", "13:00"), hours(0, "12:30", "17:00")]).get(0)).toBe(
      "overlap",
    );
  });

  it("a night shift ends on the next day", () => {
    expect(problemsOf([hours(2, "22:00", "06:00")]).size).toBe(0);
    expect(problemsOf([hours(2, "20:00", "23:00"), hours(2, "22:00", "06:00")]).get(2)).toBe(
      "overlap",
    );
  });

  it("names what is missing", () => {
    expect(problemsOf([hours(1, "", "10:00")]).get(1)).toBe("empty");
    expect(problemsOf([hours(1, "10:00", "10:00")]).get(1)).toBe("same");
  });

  it("copies Monday to the working days and leaves the weekend alone", () => {
    const week = mondayForAll([
      hours(0, "09:00", "13:00"),
      hours(3, "10:00", "11:00"),
      hours(6, "10:00", "12:00"),
    ]);
    expect(week.map(({ weekday, start }) => `${weekday} ${start}`)).toEqual([
      "0 09:00",
      "1 09:00",
      "2 09:00",
      "3 09:00",
      "4 09:00",
      "6 10:00",
    ]);
  });
});
