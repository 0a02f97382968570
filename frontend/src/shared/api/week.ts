import { get } from "./json";
import type { AppointmentStatus, Modality } from "./model";

/** A stretch on a calendar, with the clinic's wall clock beside the instants. */
export interface Stretch {
  id: string;
  starts_at: string;
  ends_at: string;
  local_start: string;
  local_end: string;
}

export interface WeekAbsence extends Stretch {
  reason: "illness" | "leave" | "holiday" | "other";
  note?: string | null;
}

export interface WeekVisit extends Stretch {
  status: AppointmentStatus;
  patient_name: string;
  service_name: string;
  modality: Modality;
  revision: number;
  /** False: the doctor does not work then (any longer), and nobody covers it. */
  covered: boolean;
}

export interface WeekDoctor {
  doctor: { id: string; display_name: string; specialties: { id: string; name: string }[] };
  shifts: Stretch[];
  absences: WeekAbsence[];
  appointments: WeekVisit[];
}

export interface Week {
  start: string;
  zone: string;
  days: string[];
  holidays: { date: string; name: string }[];
  doctors: WeekDoctor[];
}

export const getWeek = (clinicId: string, start: string, days = 7) =>
  get<Week>(`/api/v1/clinics/${clinicId}/week`, { start, days });

/** What of a list falls on a day of the clinic's calendar: begun then, or still going on. */
export function onDay<T extends Stretch>(items: readonly T[], day: string): T[] {
  return items.filter(
    ({ local_start, local_end }) =>
      local_start.slice(0, 10) === day ||
      (local_start.slice(0, 10) < day && local_end > `${day}T00:00:00`),
  );
}

/** Statuses of visits that are still to be held or going on. */
export const LIVE_STATUSES: ReadonlySet<AppointmentStatus> = new Set([
  "held",
  "booked",
  "arrived",
  "in_progress",
]);
