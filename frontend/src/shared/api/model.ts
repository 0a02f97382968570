import type { components } from "@/api/generated";

type Schemas = components["schemas"];

/** What the screens speak of, by the names of the API's document. */
export type Account = Schemas["AccountShown"];
export type Appointment = Schemas["AppointmentView"];
export type AppointmentStatus = Appointment["status"];
export type Modality = Appointment["modality"];
export type Doctor = Schemas["DoctorDetails"];
export type DoctorSummary = Schemas["DoctorShown"];
export type Opening = Schemas["SlotView"];
export type DoctorDays = Schemas["DaysView"];
export type Service = Schemas["ServiceShown"];
export type Specialty = Schemas["SpecialtyShown"];
export type SessionItem = Schemas["SessionShown"];
