import { ApiProblem } from "@/shared/api/problem";

/** The time that was chosen: the address says it, so it survives signing in on the way. */
export interface Choice {
  doctorId: string;
  serviceId: string;
  /** The clinic's wall clock with its offset, as the server gave it. */
  start: string;
  modality: "video" | "audio" | "chat";
  patientId: string;
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
  | { kind: "tooMany"; retryAfter: number | null }
  | { kind: "changed" }
  | { kind: "missing"; questions: Record<string, string> }
  | { kind: "danger"; advice: string; emergencyNumber: string }
  | { kind: "other"; error: unknown };

/** What is held: the instant with the clinic's offset. */
export function holdBodyOf(choice: Choice) {
  return {
    service_id: choice.serviceId,
    doctor_id: choice.doctorId,
    patient_id: choice.patientId,
    starts_at: choice.start,
    modality: choice.modality,
  };
}

interface Confirmed {
  modality: Choice["modality"];
  reason: string;
  intake: { form_id: string; answers: Record<string, string | number | string[]> } | null;
}

/** What is added to the time that is held; nothing that is empty. */
export function confirmBodyOf({ modality, reason, intake }: Confirmed) {
  const words = reason.trim();
  return { modality, ...(words ? { reason: words } : {}), ...(intake ? { intake } : {}) };
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
    case "not-admitted":
      return { kind: "notBookable", reason: String(error.members.reason_code ?? "") };
    case "too-many-holds":
      return { kind: "tooMany", retryAfter: error.retryAfter };
    case "intake-changed":
      return { kind: "changed" };
    default:
      return stopOf(error) ?? { kind: "other", error };
  }
}

/** Answers that lack something, or that say danger. */
function stopOf(error: ApiProblem): Refusal | null {
  const { questions, advice, emergency_number: number } = error.members;
  if (error.slug === "intake-missing")
    return { kind: "missing", questions: (questions ?? {}) as Record<string, string> };
  if (error.slug === "danger-signs")
    return { kind: "danger", advice: String(advice ?? ""), emergencyNumber: String(number ?? "") };
  return null;
}
