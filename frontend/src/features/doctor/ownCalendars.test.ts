import { describe, expect, it } from "vitest";
import { ownCalendars } from "./ownCalendars";

const role = (role: string, clinic: string | null, subject: string | null) => ({
  role,
  clinic_id: clinic,
  clinic_name: clinic && `Clinic ${clinic}`,
  subject_id: subject,
});

describe("own calendars", () => {
  it("one for each clinic where the person is a doctor", () => {
    const roles = [role("doctor", "a", "1"), role("patient", null, "9"), role("doctor", "b", "2")];
    expect(ownCalendars({ roles })).toEqual([
      { id: "1", clinicId: "a", clinicName: "Clinic a" },
      { id: "2", clinicId: "b", clinicName: "Clinic b" },
    ]);
  });

  it("none for an administrator who treats nobody", () => {
    expect(ownCalendars({ roles: [role("clinic_admin", "a", null)] })).toEqual([]);
  });
});
