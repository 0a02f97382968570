import { i18n } from "@lingui/core";
import { describe, expect, test } from "vitest";
import { messages as ru } from "@/locales/ru/main.po";
import { addDays, dayAt, daysBetween, differsFromDevice, NotALocalTime, parseLocal } from "./local";
import { relative, running } from "./relative";
import {
  clock,
  clockBeside,
  dayName,
  dayWords,
  deviceMoment,
  deviceStamp,
  moment,
  span,
  zoneWords,
} from "./words";

const now = Date.parse("2026-11-23T09:00:00Z");

describe("a local time", () => {
  test("is read with the server's offset, whatever the browser's zone", () => {
    const local = parseLocal("2026-11-24T09:40:00+03:00");
    expect(local.day).toBe("2026-11-24");
    expect(local.instant).toBe(Date.parse("2026-11-24T06:40:00Z"));
    expect(local.offsetMinutes).toBe(180);
  });

  test("keeps both readings of the repeated hour apart", () => {
    const first = parseLocal("2026-10-25T02:30:00+02:00");
    const second = parseLocal("2026-10-25T02:30:00+01:00");
    expect(second.wall).toBe(first.wall);
    expect(second.instant - first.instant).toBe(3_600_000);
  });

  test("understands negative, half-hour and Z offsets", () => {
    expect(parseLocal("2026-01-01T00:00:00-03:30").offsetMinutes).toBe(-210);
    expect(parseLocal("2026-01-01T00:00:00Z").offsetMinutes).toBe(0);
    expect(parseLocal("2026-01-01T00:00:00.123456+05:30").offsetMinutes).toBe(330);
  });

  test("refuses a naive time", () => {
    expect(() => parseLocal("2026-11-24T09:40:00")).toThrow(NotALocalTime);
  });

  test("differs from the device only when the offsets do", () => {
    const local = parseLocal("2026-11-24T09:40:00+03:00");
    expect(differsFromDevice(local, () => 180)).toBe(false);
    expect(differsFromDevice(local, () => 60)).toBe(true);
  });
});

describe("calendar days", () => {
  test("change at the clinic's midnight", () => {
    const late = Date.parse("2026-11-23T21:30:00Z");
    expect(dayAt(late, 180)).toBe("2026-11-24");
    expect(dayAt(late, 60)).toBe("2026-11-23");
  });

  test("are counted across a clock change and a leap day", () => {
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
    expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
  });
});

describe("times in words", () => {
  test("show the clinic's wall clock", () => {
    expect(clock("2026-11-24T09:40:00+03:00")).toBe("09:40");
    expect(clock("2026-11-24T00:00:00+03:00")).toBe("00:00");
    expect(span("2026-11-24T23:40:00+03:00", "2026-11-25T00:10:00+03:00")).toBe("23:40–00:10");
  });

  test("say tomorrow from the clinic's day, not the device's", () => {
    expect(moment("2026-11-24T09:40:00+03:00", now)).toBe(
      "tomorrow, Tuesday 24\u00a0November, 09:40",
    );
    const lateEvening = Date.parse("2026-11-23T21:30:00Z");
    expect(moment("2026-11-24T09:40:00+03:00", lateEvening)).toBe(
      "today, Tuesday 24\u00a0November, 09:40",
    );
  });

  test("name the year only when it is another", () => {
    expect(dayName("2026-12-01", now)).toBe("Tuesday 1\u00a0December");
    expect(dayName("2027-01-01", now)).toMatch(/^Friday,? 1\sJanuary 2027$/);
  });

  test("say what happened today as today", () => {
    const then = Date.parse("2026-11-22T12:00:00Z");
    expect(deviceStamp("2026-11-22T12:00:00Z", then)).toMatch(/^today, \d\d:00$/);
    expect(deviceStamp("2026-10-05T12:00:00Z", then)).toMatch(/^5 October, \d\d:00$/);
    expect(deviceStamp("2025-10-05T12:00:00Z", then)).toMatch(/^5 October 2025, \d\d:00$/);
  });

  test("put an instant on the clock of a clinic's time", () => {
    expect(clockBeside("2026-11-22T16:21:00Z", "2026-11-23T09:40:00+03:00")).toBe("19:21");
  });

  test("are Russian in Russian", () => {
    i18n.loadAndActivate({ locale: "ru", messages: ru });
    expect(dayWords("2026-11-24", 180, now)).toBe("завтра, вторник, 24\u00a0ноября");
    expect(zoneWords("Europe/Moscow")).toBe("московское время");
  });

  test("name an unknown zone by its city", () => {
    expect(zoneWords("America/New_York")).toBe("time in New York");
  });

  test("give the device's reading only when it differs", () => {
    const offset = -new Date(now).getTimezoneOffset();
    const text = new Date(now + offset * 60_000).toISOString().slice(0, 16);
    const sign = offset < 0 ? "-" : "+";
    const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
    const two = (value: number) => String(value).padStart(2, "0");
    expect(deviceMoment(`${text}:00${sign}${two(hours)}:${two(minutes)}`, now)).toBeNull();
    expect(deviceMoment("2026-11-24T09:40:00+11:17", now)).not.toBeNull();
  });
});

describe("distances in time", () => {
  test("are rounded towards now", () => {
    expect(relative(now + 3 * 3_600_000 + 59 * 60_000, now)).toBe("in 3 hours");
    expect(relative(now + 93 * 60_000, now)).toBe("in 93 minutes");
    expect(relative(now + 178 * 60_000, now)).toBe("in 2 h 58 min");
    expect(relative(now + 47 * 3_600_000, now)).toBe("in 47 hours");
    expect(relative(now - 2 * 86_400_000, now)).toBe("2 days ago");
    expect(relative(now + 30_900, now)).toBe("in 30 seconds");
  });

  test("run as a clock", () => {
    expect(running(247_000)).toBe("4:07");
    expect(running(3_723_000)).toBe("1:02:03");
    expect(running(-5)).toBe("0:00");
  });
});
