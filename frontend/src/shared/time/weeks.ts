import { addDays } from "./local";

/** The Monday on or before a day ("2026-11-24" gives "2026-11-23"). */
export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** This device's today: where a page starts before the server has said what day it is at the clinic. */
export function deviceToday(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** Minutes from midnight of `day` to a local time, also past either end of the day. */
export function minuteOf(local: string, day: string): number {
  const [hours = 0, minutes = 0] = local.slice(11, 16).split(":").map(Number);
  const days = Math.round(
    (Date.parse(`${local.slice(0, 10)}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 86_400_000,
  );
  return days * 1440 + hours * 60 + minutes;
}
