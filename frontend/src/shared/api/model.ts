import type { components } from "@/api/generated";

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Appointment = Schemas["Appointment"];
export type AppointmentStatus = Appointment["status"];
export type Modality = Appointment["modality"];
export type Doctor = Schemas["Doctor"];
export type Opening = Schemas["Opening"];
export type DoctorDays = Schemas["DoctorDays"];
export type Service = Schemas["Service"];
export type Specialty = Schemas["Specialty"];
export type SessionItem = Schemas["SessionItem"];
