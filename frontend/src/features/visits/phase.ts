import type { Appointment } from "@/shared/api/model";

/** Where a visit stands for the person looking at it now. */
export type Phase = "ahead" | "open" | "under_way" | "over" | "off";

const over = new Set<Appointment["status"]>(["completed", "no_show"]);
const off = new Set<Appointment["status"]>(["cancelled", "expired"]);

/** The door opens by the server's time; between two answers the clock here opens it. */
export function phaseOf(visit: Appointment, now: number): Phase {
  if (over.has(visit.status)) return "over";
  if (off.has(visit.status)) return "off";
  if (visit.status === "in_progress") return "under_way";
  const opened = Date.parse(visit.join_opens_at) <= now;
  return visit.can.join || visit.status === "arrived" || opened ? "open" : "ahead";
}

export function mayEnter(phase: Phase): boolean {
  return phase === "open" || phase === "under_way";
}
