import type { WaitingPatient } from "@/shared/live/useDeskLine";
import type { Today } from "./api";

type Visit = Today["appointments"][number];

/** The one thing this doctor most likely wants now. */
export type NextStep =
  | { kind: "return"; visit: Visit }
  | { kind: "admit"; waiting: WaitingPatient; more: number }
  | { kind: "soon"; visit: Visit }
  | { kind: "done" }
  | { kind: "free" };

export function nextStep(today: Today, waiting: readonly WaitingPatient[], now: number): NextStep {
  const running = today.appointments.find(({ status }) => status === "in_progress");
  if (running) return { kind: "return", visit: running };
  const [first] = waiting;
  if (first) return { kind: "admit", waiting: first, more: waiting.length - 1 };
  const next = today.appointments
    .filter(({ status, ends_at }) => isOpen(status) && Date.parse(ends_at) > now)
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at))[0];
  if (next) return { kind: "soon", visit: next };
  return today.appointments.some(({ status }) => status === "completed")
    ? { kind: "done" }
    : { kind: "free" };
}

export function isOpen(status: string): boolean {
  return status === "booked" || status === "arrived";
}

/** Visits and the free time between them inside the shifts, in order. */
export type Row =
  | { kind: "visit"; visit: Visit; key: string }
  | { kind: "gap"; from: string; to: string; minutes: number; key: string };

/** Shorter than this is a breath between visits, not free time. */
const WORTH_SHOWING_MIN = 10;
const TAKES_TIME = new Set(["held", "booked", "arrived", "in_progress", "completed"]);

export function timeline(today: Today): Row[] {
  const rows: (Row & { at: string })[] = today.appointments.map((visit) => ({
    kind: "visit",
    visit,
    key: visit.id,
    at: visit.starts_at,
  }));
  const taken = today.appointments
    .filter(({ status }) => TAKES_TIME.has(status))
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  for (const shift of today.shifts) {
    let at = shift.starts_at;
    let from = shift.local_start;
    for (const visit of taken) {
      if (visit.ends_at <= at || visit.starts_at >= shift.ends_at) continue;
      if (visit.starts_at > at) rows.push(gap(at, visit.starts_at, from, visit.local_start));
      at = visit.ends_at;
      from = visit.local_end;
    }
    if (at < shift.ends_at) rows.push(gap(at, shift.ends_at, from, shift.local_end));
  }
  return rows
    .filter((row) => row.kind === "visit" || row.minutes >= WORTH_SHOWING_MIN)
    .sort((a, b) => a.at.localeCompare(b.at));
}

function gap(at: string, until: string, from: string, to: string): Row & { at: string } {
  const minutes = Math.round((Date.parse(until) - Date.parse(at)) / 60_000);
  return { kind: "gap", from, to, minutes, key: `gap-${at}`, at };
}
