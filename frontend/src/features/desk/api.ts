import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { ApiProblem, hasStatus, OfflineProblem } from "@/shared/api/problem";
import { problemWords } from "@/shared/ui/words";
import type { SavedNote, SaveResult } from "./noteKeeper";

export type PatientFacts = components["schemas"]["PatientShown"];

export const getVisit = (id: string) =>
  answered(
    api.GET("/api/v1/appointments/{appointment_id}", { params: { path: { appointment_id: id } } }),
  );

export const getPatient = (id: string) =>
  answered(api.GET("/api/v1/patients/{patient_id}", { params: { path: { patient_id: id } } }));

export const loadNote = (visitId: string): Promise<SavedNote> =>
  answered(
    api.GET("/api/v1/consultations/{consultation_id}/note", {
      params: { path: { consultation_id: visitId } },
    }),
  );

export async function saveNote(visitId: string, text: string, base: number): Promise<SaveResult> {
  try {
    const { revision } = await answered(
      api.PUT("/api/v1/consultations/{consultation_id}/note", {
        params: { path: { consultation_id: visitId }, header: { "if-match": `"${base}"` } },
        body: { text },
      }),
    );
    return { kind: "saved", revision };
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
