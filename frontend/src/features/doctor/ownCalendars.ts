import type { Account } from "@/shared/api/model";

export interface OwnCalendar {
  /** The doctor's id at that clinic. */
  id: string;
  clinicId: string;
  clinicName: string;
}

/** The calendars this person works by, one for each clinic where they are a doctor. */
export function ownCalendars({ roles }: Pick<Account, "roles">): OwnCalendar[] {
  return roles.flatMap(({ role, clinic_id, clinic_name, subject_id }) =>
    role === "doctor" && clinic_id && subject_id
      ? [{ id: subject_id, clinicId: clinic_id, clinicName: clinic_name ?? "" }]
      : [],
  );
}
