import type { operations } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import type { Appointment, DoctorSummary, Modality } from "@/shared/api/model";
import { ifMatch } from "@/shared/api/revision";
import type { NewPatient } from "./model";

/** A fresh key per intention: a retry of the same press is the same booking. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

type Revised = Pick<Appointment, "id" | "revision">;

const ofVisit = (id: string) => ({ appointment_id: id });
const ofClinic = (id: string) => ({ clinic_id: id });

export const getVisit = (id: string) =>
  answered(api.GET("/api/v1/appointments/{appointment_id}", { params: { path: ofVisit(id) } }));

export const cancelVisit = (visit: Revised, reason: string) =>
  answered(
    api.POST("/api/v1/appointments/{appointment_id}/cancel", {
      params: { path: ofVisit(visit.id), header: ifMatch(visit) },
      body: { reason: reason.trim() || null },
    }),
  );

export const moveVisit = (visit: Revised, to: { starts_at: string; doctor_id: string }) =>
  answered(
    api.POST("/api/v1/appointments/{appointment_id}/reschedule", {
      params: { path: ofVisit(visit.id), header: ifMatch(visit) },
      body: to,
    }),
  );

export const markNoShow = (id: string) =>
  answered(
    api.POST("/api/v1/appointments/{appointment_id}/no-show", { params: { path: ofVisit(id) } }),
  );

type ListQuery = NonNullable<operations["list_appointments"]["parameters"]["query"]>;

export const listVisits = (clinicId: string, query: Omit<ListQuery, "clinic_id">) =>
  answered(
    api.GET("/api/v1/appointments", {
      params: { query: { limit: 100, ...query, clinic_id: clinicId } },
    }),
  );

export interface BookWish {
  service_id: string;
  doctor_id: string;
  patient_id: string;
  starts_at: string;
  modality: Modality;
  reason: string | null;
}

export const bookVisit = (wish: BookWish, key: string) =>
  answered(
    api.POST("/api/v1/appointments", {
      params: { header: { "idempotency-key": key } },
      body: wish,
    }),
  );

type OpeningQuery = NonNullable<operations["find_openings"]["parameters"]["query"]>;

export const findOpenings = (query: OpeningQuery) =>
  answered(api.GET("/api/v1/openings", { params: { query: { limit: 60, ...query } } }));

export async function listDoctors(clinicId: string): Promise<DoctorSummary[]> {
  const all: DoctorSummary[] = [];
  let cursor: string | null = null;
  do {
    const query: { clinic_id: string; limit: number; cursor?: string } = {
      ...ofClinic(clinicId),
      limit: 100,
      ...(cursor ? { cursor } : {}),
    };
    const page = await answered(api.GET("/api/v1/doctors", { params: { query } }));
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

export const getDoctor = (id: string) =>
  answered(api.GET("/api/v1/doctors/{doctor_id}", { params: { path: { doctor_id: id } } }));

export const getClinic = (id: string) =>
  answered(api.GET("/api/v1/clinics/{clinic_id}", { params: { path: ofClinic(id) } }));

export const listServices = async (clinicId: string) =>
  (await answered(api.GET("/api/v1/services", { params: { query: ofClinic(clinicId) } }))).items;

export const listSpecialties = async (clinicId: string) =>
  (await answered(api.GET("/api/v1/specialties", { params: { query: ofClinic(clinicId) } }))).items;

export const findPatients = async (clinicId: string, q: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/patients", {
        params: { path: ofClinic(clinicId), query: { q } },
      }),
    )
  ).items;

export const enterPatient = (clinicId: string, body: NewPatient, key: string) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/patients", {
      params: { path: ofClinic(clinicId), header: { "idempotency-key": key } },
      body,
    }),
  );
