import type { Appointment, Modality } from "@/shared/api/model";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type I18n = Partial<Record<"ru" | "de" | "en", string>>;

export interface Patient {
  id: string;
  given_name: string;
  family_name: string;
  birth_date: string;
  sex: "female" | "male" | "other" | "unknown";
  phone: string | null;
  email: string | null;
}

export interface NewPatient {
  given_name: string;
  family_name: string;
  birth_date: string;
  sex: Patient["sex"];
  phone?: string;
  email?: string;
}

/** Weekday 0 is Monday; an end at or before the start is on the next day. */
export interface Hours {
  weekday: number;
  start: string;
  end: string;
}

export interface TemplateBody {
  valid_from: string;
  valid_until: string | null;
  hours: Hours[];
}

export interface Template extends TemplateBody {
  id: string;
  revision: number;
}

export interface AffectedVisit {
  appointment_id: string;
  starts_at: string;
  local_start: string;
  patient_name: string;
  service_name: string;
  status: Appointment["status"];
}

/** What a change of working time would do, before it is done. */
export interface Preview {
  shifts_added: number;
  shifts_removed: number;
  affected: AffectedVisit[];
  token: string;
}

export interface Shift {
  id: string;
  starts_at: string;
  ends_at: string;
  local_start: string;
  local_end: string;
  source: "template" | "manual";
}

export type AbsenceReason = "illness" | "leave" | "holiday" | "other";

export interface AbsenceBody {
  starts_at: string;
  ends_at: string;
  reason: AbsenceReason;
  note: string;
}

export interface Absence extends AbsenceBody {
  id: string;
  local_start: string;
  local_end: string;
}

export type StaffRole = "doctor" | "registrar" | "clinic_admin";

export interface StaffMember {
  account_id: string;
  email: string | null;
  confirmed: boolean;
  roles: { role: StaffRole; doctor_id: string | null; doctor_name: string | null }[];
}

export interface Invitation {
  email: string;
  role: StaffRole;
  doctor_id?: string;
  language: "en" | "ru" | "de";
}

export interface Holiday {
  id: string;
  date: string;
  name: string;
}

export interface ServiceDraft {
  specialty_id: string;
  name_i18n: I18n;
  duration_min: number;
  buffer_before_min: number;
  buffer_after_min: number;
  modalities: Modality[];
  grid_min: number;
  lead_min: number;
  horizon_days: number;
  cancel_min: number;
  price_minor: number;
  currency: string;
  active: boolean;
}

export interface ServiceSettings extends ServiceDraft {
  id: string;
  revision: number;
}

export interface DoctorDraft {
  given_name: string;
  family_name: string;
  title_i18n: I18n;
  about_i18n: I18n;
  languages: string[];
  specialty_ids: string[];
  service_ids: string[];
  active: boolean;
}

export interface DoctorSettings extends DoctorDraft {
  id: string;
  display_name: string;
  photo_url: string | null;
  revision: number;
}

/** A clinic with everything its administrators may change, inactive things too. */
export interface ClinicSettings {
  id: string;
  name_i18n: I18n;
  zone: string;
  languages: ("en" | "ru" | "de")[];
  services: ServiceSettings[];
  doctors: DoctorSettings[];
  specialties: { id: string; name: string }[];
}
