import {
  LIVE_STATUSES,
  onDay,
  type Week,
  type WeekDoctor,
  type WeekVisit,
} from "@/shared/api/week";
import { minuteOf } from "@/shared/time/weeks";

/** A doctor's day as one cell of the week. */
export interface Cell {
  doctorId: string;
  day: string;
  shifts: WeekDoctor["shifts"];
  absences: WeekDoctor["absences"];
  /** In order; without those that were cancelled. */
  visits: WeekVisit[];
  uncovered: number;
}

const GONE = new Set(["cancelled", "expired"]);

/** A doctor's day, with visits of one status or ("") of all that still mean something. */
export function cellOf(doctor: WeekDoctor, day: string, wanted = ""): Cell {
  const visits = onDay(doctor.appointments, day)
    .filter(({ status }) => (wanted ? status === wanted : !GONE.has(status)))
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  return {
    doctorId: doctor.doctor.id,
    day,
    shifts: onDay(doctor.shifts, day),
    absences: onDay(doctor.absences, day),
    visits,
    uncovered: visits.filter((visit) => !visit.covered && LIVE_STATUSES.has(visit.status)).length,
  };
}

export interface WeekFilter {
  specialtyId: string;
  doctorId: string;
  /** One status, or "" for all. */
  status: string;
}

export function filtered(
  week: Week,
  { specialtyId, doctorId }: Omit<WeekFilter, "status">,
): WeekDoctor[] {
  return week.doctors.filter(
    ({ doctor }) =>
      (doctorId === "" || doctor.id === doctorId) &&
      (specialtyId === "" || doctor.specialties.some(({ id }) => id === specialtyId)),
  );
}

/** Every specialty that somebody of the week practises, by name. */
export function specialtiesOf(week: Week): { id: string; name: string }[] {
  const byId = new Map(
    week.doctors.flatMap(({ doctor }) => doctor.specialties.map((one) => [one.id, one] as const)),
  );
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** The first day with visits that nobody covers, and how many; null when all is well. */
export function firstTrouble(week: Week): { day: string; count: number } | null {
  for (const day of week.days) {
    const count = week.doctors.reduce((sum, one) => sum + cellOf(one, day).uncovered, 0);
    if (count > 0) return { day, count };
  }
  return null;
}

/** Minutes of the day that a timeline must show to hold everything, in whole hours. */
export function hoursShown(cells: readonly Cell[]): { from: number; to: number } {
  const stretches = cells.flatMap((cell) =>
    [...cell.shifts, ...cell.visits].map((one) => ({
      from: Math.max(0, minuteOf(one.local_start, cell.day)),
      to: Math.min(1440, minuteOf(one.local_end, cell.day)),
    })),
  );
  if (stretches.length === 0) return { from: 8 * 60, to: 18 * 60 };
  return {
    from: Math.floor(Math.min(...stretches.map((one) => one.from)) / 60) * 60,
    to: Math.ceil(Math.max(...stretches.map((one) => one.to)) / 60) * 60,
  };
}

/** Where a stretch lies on a timeline, as fractions of its width. */
export function place(
  one: { local_start: string; local_end: string },
  day: string,
  hours: { from: number; to: number },
): { left: number; width: number } {
  const length = hours.to - hours.from;
  const start = Math.max(hours.from, minuteOf(one.local_start, day));
  const end = Math.min(hours.to, minuteOf(one.local_end, day));
  return { left: (start - hours.from) / length, width: Math.max(0, end - start) / length };
}
