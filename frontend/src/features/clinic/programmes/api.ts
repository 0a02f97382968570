import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { ifMatch } from "@/shared/api/revision";
import { newKey } from "../api";
import type { I18n } from "../model";

type Schemas = components["schemas"];
export type Programme = Schemas["ProgrammeShown"];
export type Member = Schemas["MemberShown"];

const ofClinic = (id: string) => ({ clinic_id: id });
const ofProgramme = (one: Programme) => ({ ...ofClinic(one.clinic_id), programme_id: one.id });

export const listProgrammes = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/programmes", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const addProgramme = (clinicId: string, body: { code: string; name_i18n: I18n }) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/programmes", {
      params: { path: ofClinic(clinicId), header: { "idempotency-key": newKey() } },
      body,
    }),
  );

export const setActive = (one: Programme, active: boolean) =>
  answered(
    api.PATCH("/api/v1/clinics/{clinic_id}/programmes/{programme_id}", {
      params: { path: ofProgramme(one), header: ifMatch(one) },
      body: { active },
    }),
  );

export const listMembers = (one: Programme, cursor: string) =>
  answered(
    api.GET("/api/v1/clinics/{clinic_id}/programmes/{programme_id}/members", {
      params: { path: ofProgramme(one), query: cursor ? { cursor } : {} },
    }),
  );

export const addMember = (one: Programme, patientId: string, until: string | null) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/programmes/{programme_id}/members", {
      params: { path: ofProgramme(one), header: { "idempotency-key": newKey() } },
      body: { patient_id: patientId, until },
    }),
  );

export const endMembership = (one: Programme, membershipId: string) =>
  api.DELETE("/api/v1/clinics/{clinic_id}/programmes/{programme_id}/members/{membership_id}", {
    params: { path: { ...ofProgramme(one), membership_id: membershipId } },
  });
