import type { components } from "@/api/generated";

type Schemas = components["schemas"];

export type Patient = Schemas["PatientShown"];
export type NewPatient = Schemas["PatientEntry"];

/** One text by language. */
export type I18n = { [language: string]: string };

export type StaffMember = Schemas["StaffMember"];
export type StaffRole = Invitation["role"];
export type Invitation = Schemas["Invitation"];
export type Holiday = Schemas["HolidayShown"];

export type ServiceSettings = Schemas["ServiceSettings"];
export type DoctorSettings = Schemas["DoctorSettings"];
/** A clinic with everything its administrators may change, inactive things too. */
export type ClinicSettings = Schemas["ClinicSettings"];

/** A service as its form has it: every field filled in. */
export type ServiceDraft = Omit<ServiceSettings, "id" | "clinic_id" | "revision">;
export type DoctorDraft = Omit<
  DoctorSettings,
  "id" | "clinic_id" | "account_id" | "display_name" | "photo_url" | "revision"
>;
