import { answered, api } from "@/shared/api/client";
import { ifMatch } from "@/shared/api/revision";
import type {
  DoctorDraft,
  DoctorSettings,
  Invitation,
  ServiceDraft,
  ServiceSettings,
} from "./model";

const ofClinic = (id: string) => ({ clinic_id: id });

export const getSettings = (clinicId: string) =>
  answered(
    api.GET("/api/v1/clinics/{clinic_id}/settings", { params: { path: ofClinic(clinicId) } }),
  );

/** Creates without `old`, changes with it. */
export const saveService = (clinicId: string, old: ServiceSettings | null, body: ServiceDraft) =>
  old
    ? answered(
        api.PATCH("/api/v1/clinics/{clinic_id}/services/{service_id}", {
          params: { path: { ...ofClinic(clinicId), service_id: old.id }, header: ifMatch(old) },
          body,
        }),
      )
    : answered(
        api.POST("/api/v1/clinics/{clinic_id}/services", {
          params: { path: ofClinic(clinicId) },
          body,
        }),
      );

/** Creates without `old`, changes with it. */
export const saveDoctor = (clinicId: string, old: DoctorSettings | null, body: DoctorDraft) =>
  old
    ? answered(
        api.PATCH("/api/v1/clinics/{clinic_id}/doctors/{doctor_id}", {
          params: { path: { ...ofClinic(clinicId), doctor_id: old.id }, header: ifMatch(old) },
          body,
        }),
      )
    : answered(
        api.POST("/api/v1/clinics/{clinic_id}/doctors", {
          params: { path: ofClinic(clinicId) },
          body,
        }),
      );

export const listStaff = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/staff", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const inviteStaff = (clinicId: string, body: Invitation) =>
  api.POST("/api/v1/clinics/{clinic_id}/staff", { params: { path: ofClinic(clinicId) }, body });

export const removeStaff = (clinicId: string, accountId: string) =>
  api.DELETE("/api/v1/clinics/{clinic_id}/staff/{account_id}", {
    params: { path: { ...ofClinic(clinicId), account_id: accountId } },
  });

export const listHolidays = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/holidays", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const addHoliday = (clinicId: string, date: string, name: { [language: string]: string }) =>
  api.POST("/api/v1/clinics/{clinic_id}/holidays", {
    params: { path: ofClinic(clinicId) },
    body: { date, name },
  });

export const removeHoliday = (clinicId: string, holidayId: string) =>
  api.DELETE("/api/v1/clinics/{clinic_id}/holidays/{holiday_id}", {
    params: { path: { ...ofClinic(clinicId), holiday_id: holidayId } },
  });
