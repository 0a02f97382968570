import { ApiProblem } from "@/shared/api/problem";

/** What is about to be booked: the address says it, so it survives signing in on the way. */
export interface Choice {
  doctorId: string;
  serviceId: string;
  /** The clinic's wall clock with its offset, as the server gave it. */
  start: string;
  modality: "video" | "audio" | "chat";
  patientId: string;
  reason: string;
}

export interface Alternative {
  doctor_id: string;
  doctor_name?: string;
  service_id: string;
  local_start: string;
  zone?: string;
}

export type Refusal =
  | { kind: "gone"; alternatives: Alternative[] }
  | { kind: "busy" }
  | { kind: "notBookable"; reason: string }
  | { kind: "other"; error: unknown };

/** The body of a booking. */
export function bodyOf(choice: Choice) {
  const reason = choice.reason.trim();
  return {
    service_id: choice.serviceId,
    doctor_id: choice.doctorId,
    patient_id: choice.patientId,
    starts_at: choice.start,
    modality: choice.modality,
    ...(reason ? { reason } : {}),
  };
}

/**
 * One key per body: pressing twice, or again after an answer that never came, books once; a changed wish is a new
 * request and gets a new key.
 */
export function keyKeeper(fresh: () => string = () => crypto.randomUUID()) {
  let last = "";
  let key = "";
  return (body: unknown): string => {
    const text = JSON.stringify(body);
    if (text !== last) {
      last = text;
      key = fresh();
    }
    return key;
  };
}

function isAlternative(value: unknown): value is Alternative {
  if (typeof value !== "object" || value === null) return false;
  const members = value as Record<string, unknown>;
  return ["doctor_id", "service_id", "local_start"].every(
    (key) => typeof members[key] === "string",
  );
}

/** What a failed booking means for the person at the screen. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ApiProblem)) return { kind: "other", error };
  switch (error.slug) {
    case "slot-taken": {
      const offered = error.members.alternatives;
      return {
        kind: "gone",
        alternatives: Array.isArray(offered) ? offered.filter(isAlternative) : [],
      };
    }
    case "patient-busy":
      return { kind: "busy" };
    case "not-bookable":
      return { kind: "notBookable", reason: String(error.members.reason_code ?? "") };
    default:
      return { kind: "other", error };
  }
}
