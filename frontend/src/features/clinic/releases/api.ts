import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { newKey } from "../api";

type Schemas = components["schemas"];
export type Release = Schemas["ReleaseSettings"];
export type ReleaseDraft = Schemas["ReleaseDraft"];
export type Reserved = Schemas["ReservedShown"];

const ofClinic = (id: string) => ({ clinic_id: id });

export const listReleases = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/releases", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const addRelease = (clinicId: string, body: ReleaseDraft) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/releases", {
      params: { path: ofClinic(clinicId), header: { "idempotency-key": newKey() } },
      body,
    }),
  );

export const endRelease = (one: Release) =>
  api.DELETE("/api/v1/clinics/{clinic_id}/releases/{release_id}", {
    params: { path: { ...ofClinic(one.clinic_id), release_id: one.id } },
  });

export const listReserved = (clinicId: string, start: string) =>
  answered(
    api.GET("/api/v1/clinics/{clinic_id}/reserved", {
      params: { path: ofClinic(clinicId), query: { start, days: 28 } },
    }),
  );

export const reserve = (doctorId: string, body: Schemas["ReservedWish"]) =>
  answered(
    api.POST("/api/v1/calendars/{calendar_id}/reserved", {
      params: { path: { calendar_id: doctorId }, header: { "idempotency-key": newKey() } },
      body,
    }),
  );

export const freeReserved = (id: string) =>
  api.DELETE("/api/v1/reserved/{reserved_id}", { params: { path: { reserved_id: id } } });
