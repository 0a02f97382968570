import { ask, get, type Tagged } from "@/shared/api/json";
import type { Appointment } from "@/shared/api/model";
import { ApiProblem, hasStatus, OfflineProblem } from "@/shared/api/problem";
import { problemWords } from "@/shared/ui/words";
import type { SavedNote, SaveResult } from "./noteKeeper";

export interface PatientFacts {
  id: string;
  given_name: string;
  family_name: string;
  birth_date: string;
  sex: "female" | "male" | "other" | "unknown";
  language: string;
  zone: string;
  phone: string | null;
  email: string | null;
}

export const getVisit = (id: string) => get<Appointment>(`/api/v1/appointments/${id}`);
export const getPatient = (id: string) => get<PatientFacts>(`/api/v1/patients/${id}`);

const notePath = (visitId: string) => `/api/v1/consultations/${visitId}/note`;

function revisionOf({ data, etag }: Tagged<{ revision?: number }>): number {
  return data?.revision ?? Number(/\d+/.exec(etag ?? "")?.[0] ?? 0);
}

export async function loadNote(visitId: string): Promise<SavedNote> {
  try {
    const answer = await ask<{ text: string; revision?: number }>("GET", notePath(visitId));
    return { text: answer.data.text, revision: revisionOf(answer) };
  } catch (error) {
    if (hasStatus(error, 404)) return { text: "", revision: 0 };
    throw error;
  }
}

export async function saveNote(visitId: string, text: string, base: number): Promise<SaveResult> {
  try {
    const answer = await ask<{ revision?: number }>("PUT", notePath(visitId), {
      body: { text },
      headers: { "If-Match": `"${base}"` },
    });
    return { kind: "saved", revision: revisionOf(answer) };
  } catch (error) {
    return failed(visitId, error);
  }
}

async function failed(visitId: string, error: unknown): Promise<SaveResult> {
  if (hasStatus(error, 412)) {
    try {
      return { kind: "conflict", theirs: await loadNote(visitId) };
    } catch {
      return { kind: "offline" };
    }
  }
  const passing =
    error instanceof OfflineProblem ||
    (error instanceof ApiProblem && (error.status >= 500 || error.status === 429));
  return passing ? { kind: "offline" } : { kind: "refused", words: problemWords(error) };
}
