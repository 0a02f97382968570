import { ask, get, post } from "@/shared/api/json";
import type {
  Appointment,
  Doctor,
  Modality,
  Opening,
  Service,
  Specialty,
} from "@/shared/api/model";
import type {
  ClinicSettings,
  DoctorDraft,
  DoctorSettings,
  NewPatient,
  Page,
  Patient,
  ServiceDraft,
  ServiceSettings,
} from "./model";

/** A fresh key per intention: a retry of the same press is the same booking. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const ifMatch = (revision: number) => ({ "If-Match": `"${revision}"` });

export const getVisit = (id: string) => get<Appointment>(`/api/v1/appointments/${id}`);

export const cancelVisit = (visit: { id: string; revision: number }, reason: string) =>
  post<Appointment>(
    `/api/v1/appointments/${visit.id}/cancel`,
    { reason: reason || null },
    ifMatch(visit.revision),
  );

export const moveVisit = (
  visit: { id: string; revision: number },
  to: { starts_at: string; doctor_id: string },
) => post<Appointment>(`/api/v1/appointments/${visit.id}/reschedule`, to, ifMatch(visit.revision));

export const markNoShow = (id: string) =>
  post<Appointment>(`/api/v1/appointments/${id}/no-show`, {});

export interface VisitFilter {
  clinicId: string;
  from?: string;
  to?: string;
  status?: string;
  doctorId?: string;
  cursor?: string;
}

export const listVisits = ({ clinicId, doctorId, ...rest }: VisitFilter) =>
  get<Page<Appointment>>("/api/v1/appointments", {
    clinic_id: clinicId,
    doctor_id: doctorId,
    limit: 100,
    ...rest,
  });

export interface BookWish {
  service_id: string;
  doctor_id: string;
  patient_id: string;
  starts_at: string;
  modality: Modality;
  reason: string | null;
}

export const bookVisit = (wish: BookWish, key: string) =>
  post<Appointment>("/api/v1/appointments", wish, { "Idempotency-Key": key });

export const findOpenings = (wish: {
  service_id: string;
  doctor_id?: string;
  from?: string;
  to?: string;
  limit?: number;
  cursor?: string;
}) => get<Page<Opening>>("/api/v1/openings", { limit: 60, ...wish });

export const listDoctors = async (clinicId: string) => {
  const all: Doctor[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Doctor> = await get("/api/v1/doctors", {
      clinic_id: clinicId,
      limit: 100,
      cursor,
    });
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
};

export const getDoctor = (id: string) => get<Doctor>(`/api/v1/doctors/${id}`);

export const listServices = async (clinicId: string, doctorId?: string) =>
  (await get<Page<Service>>("/api/v1/services", { clinic_id: clinicId, doctor_id: doctorId }))
    .items;

export const listSpecialties = async (clinicId: string) =>
  (await get<Page<Specialty>>("/api/v1/specialties", { clinic_id: clinicId })).items;

export const findPatients = async (clinicId: string, q: string) =>
  (await get<Page<Patient>>(`/api/v1/clinics/${clinicId}/patients`, { q })).items;

export const enterPatient = (clinicId: string, body: NewPatient, key: string) =>
  post<Patient>(`/api/v1/clinics/${clinicId}/patients`, body, { "Idempotency-Key": key });

export async function remove(path: string): Promise<void> {
  await ask<void>("DELETE", path);
}

export const getSettings = (clinicId: string) =>
  get<ClinicSettings>(`/api/v1/clinics/${clinicId}/settings`);

/** Creates without `old`, changes with it; refused when somebody changed it meanwhile. */
async function save<T>(path: string, old: { id: string; revision: number } | null, body: unknown) {
  if (!old) return post<T>(path, body);
  const headers = ifMatch(old.revision);
  return (await ask<T>("PATCH", `${path}/${old.id}`, { body, headers })).data;
}

export const saveService = (clinicId: string, old: ServiceSettings | null, body: ServiceDraft) =>
  save<ServiceSettings>(`/api/v1/clinics/${clinicId}/services`, old, body);

export const saveDoctor = (clinicId: string, old: DoctorSettings | null, body: DoctorDraft) =>
  save<DoctorSettings>(`/api/v1/clinics/${clinicId}/doctors`, old, body);
