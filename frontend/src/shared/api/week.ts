import type { components } from "@/api/generated";
import { answered, api } from "./client";
import type { AppointmentStatus } from "./model";

type Schemas = components["schemas"];

export type Week = Schemas["Week"];
export type WeekDoctor = Schemas["WeekRow"];
export type WeekVisit = Schemas["WeekVisit"];

/** A stretch on a calendar, with the clinic's wall clock beside the instants. */
export type Stretch = Pick<WeekVisit, "id" | "starts_at" | "ends_at" | "local_start" | "local_end">;

export const getWeek = (clinicId: string, start: string, days = 7) =>
  answered(
    api.GET("/api/v1/clinics/{clinic_id}/week", {
      params: { path: { clinic_id: clinicId }, query: { start, days } },
    }),
  );

/** What of a list falls on a day of the clinic's calendar: begun then, or still going on. */
export function onDay<T extends Stretch>(items: readonly T[], day: string): T[] {
  return items.filter(
    ({ local_start, local_end }) =>
      local_start.slice(0, 10) === day ||
      (local_start.slice(0, 10) < day && local_end.slice(0, 19) > `${day}T00:00:00`),
  );
}

/** Statuses of visits that are still to be held or going on. */
export const LIVE_STATUSES: ReadonlySet<AppointmentStatus> = new Set([
  "held",
  "booked",
  "arrived",
  "in_progress",
]);
