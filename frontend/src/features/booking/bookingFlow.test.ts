import { describe, expect, test } from "vitest";
import { ApiProblem, OfflineProblem } from "@/shared/api/problem";
import { bodyOf, type Choice, keyKeeper, refusalOf } from "./bookingFlow";

const choice: Choice = {
  doctorId: "d",
  serviceId: "s",
  start: "2026-11-24T09:40:00+03:00",
  modality: "video",
  patientId: "p",
  reason: "  ",
};

const problem = (slug: string, members = {}) =>
  new ApiProblem(409, { type: `urn:telemed:problem:${slug}`, ...members });

describe("the body of a booking", () => {
  test("sends the instant with the clinic's offset and no empty reason", () => {
    expect(bodyOf(choice)).toEqual({
      doctor_id: "d",
      service_id: "s",
      patient_id: "p",
      starts_at: "2026-11-24T09:40:00+03:00",
      modality: "video",
    });
    expect(bodyOf({ ...choice, reason: " cough " }).reason).toBe("cough");
  });
});

describe("the idempotency key", () => {
  test("is the same for a repeated press and another for a changed wish", () => {
    let count = 0;
    const key = keyKeeper(() => `key-${++count}`);
    expect(key(bodyOf(choice))).toBe("key-1");
    expect(key(bodyOf(choice))).toBe("key-1");
    expect(key(bodyOf({ ...choice, start: "2026-11-24T10:00:00+03:00" }))).toBe("key-2");
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

  test("by a cut connection stays an error to repeat", () => {
    const error = new OfflineProblem();
    expect(refusalOf(error)).toEqual({ kind: "other", error });
  });
});
