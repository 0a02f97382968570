import type { WeekVisit } from "@/shared/api/week";
import { minuteOf } from "@/shared/time/weeks";

/** A visit that is being carried, and from where. */
export interface Carried {
  visit: WeekVisit;
  doctorId: string;
  day: string;
}

/** Where a visit is put down: a doctor's day, at about this minute of it. */
export interface Place {
  doctorId: string;
  day: string;
  minute: number;
}

/** Carried visits snap to this many minutes. */
export const STEP = 10;

/** A pointer that moved less has clicked. */
export const THRESHOLD_PX = 6;

const MOVABLE = new Set(["booked"]);

/** Whether the desk may move the visit: those that began or are over stay where they are. */
export function isMovable({ status }: WeekVisit): boolean {
  return MOVABLE.has(status);
}

/** The minute of the day under a point of a strip, on the grid. */
export function minuteAt(
  fraction: number,
  hours: { from: number; to: number },
  length: number,
): number {
  const wished = hours.from + fraction * (hours.to - hours.from);
  const snapped = Math.round(wished / STEP) * STEP;
  return Math.max(hours.from, Math.min(hours.to - length, snapped));
}

/** "09:40" */
export function clockOf(minute: number): string {
  const padded = (value: number) => String(value).padStart(2, "0");
  return `${padded(Math.floor(minute / 60))}:${padded(minute % 60)}`;
}

export function lengthOf(visit: WeekVisit): number {
  return (Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000;
}

/** Of free times, the one nearest to where the visit was put down. */
export function nearestTo<T extends { local_start: string }>(
  free: readonly T[],
  place: Place,
): T | null {
  const distance = (one: T) => Math.abs(minuteOf(one.local_start, place.day) - place.minute);
  return free.reduce<T | null>(
    (best, one) => (best === null || distance(one) < distance(best) ? one : best),
    null,
  );
}
