import { describe, expect, test } from "vitest";
import { ApiProblem, OfflineProblem } from "@/shared/api/problem";
import { type Choice, confirmBodyOf, holdBodyOf, refusalOf } from "./bookingFlow";

const choice: Choice = {
  doctorId: "d",
  serviceId: "s",
  start: "2026-11-24T09:40:00+03:00",
  modality: "video",
  patientId: "p",
};

const problem = (slug: string, members = {}) =>
  new ApiProblem(409, { type: `urn:telemed:problem:${slug}`, ...members });

describe("what is sent", () => {
  test("holds the instant with the clinic's offset", () => {
    expect(holdBodyOf(choice)).toEqual({
      doctor_id: "d",
      service_id: "s",
      patient_id: "p",
      starts_at: "2026-11-24T09:40:00+03:00",
      modality: "video",
    });
  });

  test("confirms without what is empty", () => {
    const intake = { form_id: "f", answers: { pain: "back" } };
    expect(confirmBodyOf({ modality: "audio", reason: "  ", intake: null })).toEqual({
      modality: "audio",
    });
    expect(confirmBodyOf({ modality: "video", reason: " cough ", intake })).toEqual({
      modality: "video",
      reason: "cough",
      intake,
    });
  });
});

describe("a refused booking", () => {
  test("of a taken time brings the offered alternatives, and only well-formed ones", () => {
    const slot = { doctor_id: "d", service_id: "s", local_start: "2026-11-24T10:00:00+03:00" };
    const refusal = refusalOf(
      problem("slot-taken", { alternatives: [slot, { doctor_id: 1 }, null] }),
    );
    expect(refusal).toEqual({ kind: "gone", alternatives: [slot] });
  });

  test("of a taken time without alternatives is still gone", () => {
    expect(refusalOf(problem("slot-taken"))).toEqual({ kind: "gone", alternatives: [] });
  });

  test("tells a clash of the patient's own visits and a time that cannot be booked apart", () => {
    expect(refusalOf(problem("patient-busy")).kind).toBe("busy");
    expect(refusalOf(problem("not-bookable", { reason_code: "too_soon" }))).toEqual({
      kind: "notBookable",
      reason: "too_soon",
    });
  });

  test("of answers says what is missing, or what to do at once", () => {
    expect(refusalOf(problem("intake-missing", { questions: { pain: "required" } }))).toEqual({
      kind: "missing",
      questions: { pain: "required" },
    });
    expect(refusalOf(problem("danger-signs", { advice: "Call", emergency_number: "112" }))).toEqual(
      { kind: "danger", advice: "Call", emergencyNumber: "112" },
    );
  });

  test("by a cut connection stays an error to repeat", () => {
    const error = new OfflineProblem();
    expect(refusalOf(error)).toEqual({ kind: "other", error });
  });
});
