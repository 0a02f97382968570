/**
 * A time as the clinic's wall clock shows it, read from the server's `local_start`
 * ("2026-11-24T09:40:00+03:00"). The offset in it is the server's; no zone table of the browser is asked.
 */
export interface LocalTime {
  /** "2026-11-24" */
  readonly day: string;
  /** The wall clock's reading as if it were UTC, in milliseconds: for formatting with timeZone "UTC". */
  readonly wall: number;
  readonly offsetMinutes: number;
  /** The instant, in milliseconds. */
  readonly instant: number;
}

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

export class NotALocalTime extends Error {}

export function parseLocal(text: string): LocalTime {
  const match = pattern.exec(text);
  if (!match) throw new NotALocalTime(text);
  const [, year, month, day, hour, minute, second, offset = "Z"] = match;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  );
  const offsetMinutes = minutesOf(offset);
  return {
    day: `${year}-${month}-${day}`,
    wall,
    offsetMinutes,
    instant: wall - offsetMinutes * 60_000,
  };
}

function minutesOf(offset: string): number {
  if (offset === "Z") return 0;
  const [hours = "0", minutes = "0"] = offset.slice(1).split(":");
  const size = Number(hours) * 60 + Number(minutes);
  return offset.startsWith("-") ? -size : size;
}

/** The calendar day an instant falls on at an offset, as "2026-11-24". */
export function dayAt(instant: number, offsetMinutes: number): string {
  return new Date(instant + offsetMinutes * 60_000).toISOString().slice(0, 10);
}

/** Whole days from one calendar day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** Whether this device's clock shows another time than the clinic's at that instant. */
export function differsFromDevice(local: LocalTime, deviceOffset = deviceOffsetAt): boolean {
  return deviceOffset(local.instant) !== local.offsetMinutes;
}

export function deviceOffsetAt(instant: number): number {
  return -new Date(instant).getTimezoneOffset();
}
