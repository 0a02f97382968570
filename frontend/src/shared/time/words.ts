import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { dayAt, daysBetween, deviceOffsetAt, differsFromDevice, parseLocal } from "./local";

/*
 * Times in words. Everything takes the server's local text and formats its wall clock; call these through
 * useTimes(), so that a component is drawn again when the language changes.
 */

const cache = new Map<string, Intl.DateTimeFormat>();

function format(wall: number, options: Intl.DateTimeFormatOptions): string {
  // British order for English: 24-hour clock and day before month, as clinics write them.
  const locale = i18n.locale === "ru" ? "ru-RU" : "en-GB";
  const key = locale + JSON.stringify(options);
  let formatter = cache.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    cache.set(key, formatter);
  }
  return formatter.format(wall);
}

/** "09:40" */
export function clock(local: string): string {
  return format(parseLocal(local).wall, { hour: "2-digit", minute: "2-digit" });
}

/** "09:40–10:10" */
export function span(start: string, end: string): string {
  return `${clock(start)}–${clock(end)}`;
}

const dayMillis = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** "Tuesday 24 November", with the year when it is not this one. */
export function dayName(day: string, now: number): string {
  const sameYear = day.slice(0, 4) === new Date(now).toISOString().slice(0, 4);
  const name = format(dayMillis(day), {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  });
  return name.replace(/(\d) (\p{L})/u, "$1\u00a0$2");
}

/** "24 Nov" */
export function shortDay(day: string): string {
  return format(dayMillis(day), { day: "numeric", month: "short" });
}

/** "Tue" */
export function weekday(day: string): string {
  return format(dayMillis(day), { weekday: "short" });
}

/** "24 November 2026", for birth dates and the like. */
export function fullDate(day: string): string {
  return format(dayMillis(day.slice(0, 10)), { day: "numeric", month: "long", year: "numeric" });
}

/** "today", "tomorrow" or nothing, as seen from the same wall clock. */
export function nearDay(day: string, today: string): string | null {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return t`today`;
  if (ahead === 1) return t`tomorrow`;
  return null;
}

/** "tomorrow, Tuesday 24 November" */
export function dayWords(day: string, offsetMinutes: number, now: number): string {
  const near = nearDay(day, dayAt(now, offsetMinutes));
  const name = dayName(day, now);
  return near ? `${near}, ${name}` : name;
}

/** "tomorrow, Tuesday 24 November, 09:40" */
export function moment(local: string, now: number): string {
  const { day, offsetMinutes } = parseLocal(local);
  return `${dayWords(day, offsetMinutes, now)}, ${clock(local)}`;
}

/** What this device's own clock will show then, when that differs: "Tuesday 24 November, 07:40". */
export function deviceMoment(local: string, now: number): string | null {
  const parsed = parseLocal(local);
  if (!differsFromDevice(parsed)) return null;
  const offset = deviceOffsetAt(parsed.instant);
  const wall = parsed.instant + offset * 60_000;
  const time = format(wall, { hour: "2-digit", minute: "2-digit" });
  const day = dayAt(parsed.instant, offset);
  return day === parsed.day ? time : `${dayName(day, now)}, ${time}`;
}

/** "Moscow time". Zones are named by their city; the offset itself always comes from the server. */
export function zoneWords(zone: string): string {
  switch (zone) {
    case "Europe/Moscow":
      return t`Moscow time`;
    case "Europe/Berlin":
      return t`Berlin time`;
    case "Asia/Yekaterinburg":
      return t`Yekaterinburg time`;
    case "UTC":
      return t`universal time (UTC)`;
    default: {
      const place = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
      return t`time in ${place}`;
    }
  }
}

/**
 * An instant ("...Z") on this device's clock: for things that happened to this person, such as signing in.
 * "today, 09:40", "22 November, 09:40", with the year when it is not this one.
 */
export function deviceStamp(instant: string, now = Date.now()): string {
  const at = Date.parse(instant);
  const day = dayAt(at, deviceOffsetAt(at));
  const today = dayAt(now, deviceOffsetAt(now));
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  const name = format(dayMillis(day), {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  });
  return `${day === today ? t`today` : name}, ${deviceClock(instant)}`;
}

/** An instant as "09:40" on the clock by which a server's local text was written. */
export function clockBeside(instant: string, local: string): string {
  const wall = Date.parse(instant) + parseLocal(local).offsetMinutes * 60_000;
  return format(wall, { hour: "2-digit", minute: "2-digit" });
}

/** An instant as "09:40" on this device's clock. */
export function deviceClock(instant: string): string {
  const at = Date.parse(instant);
  return format(at + deviceOffsetAt(at) * 60_000, { hour: "2-digit", minute: "2-digit" });
}

/** For words that begin a line: "Tomorrow, Tuesday 24 November". */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
