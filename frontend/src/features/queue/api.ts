import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";

type Schemas = components["schemas"];

export type Duty = Schemas["DutyView"];
export type DutyService = Schemas["DutyServiceView"];
export type Turn = Schemas["TurnView"];
export type Board = Schemas["BoardView"];
export type WaitingRow = Schemas["WaitingRow"];
export type Current = Schemas["CurrentRow"];
export type Estimate = Schemas["EstimateView"];
export type Accuracy = Schemas["AccuracyView"];
export type JoinWish = Schemas["DutyWish"];

const entry = (id: string) => ({ params: { path: { entry_id: id } } });
const keyed = (key: string) => ({ params: { header: { "idempotency-key": key } } });

export const listDuty = () => answered(api.GET("/api/v1/duty"));
export const listTurns = () => answered(api.GET("/api/v1/duty/entries"));

export const join = (clinicId: string, body: JoinWish, key: string) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/duty/entries", {
      params: { path: { clinic_id: clinicId }, header: { "idempotency-key": key } },
      body,
    }),
  );

/** Reads the turn, and says that somebody is there. */
export const beSeen = (id: string) =>
  answered(api.POST("/api/v1/duty/entries/{entry_id}/seen", entry(id)));
export const leave = (id: string) =>
  answered(api.POST("/api/v1/duty/entries/{entry_id}/leave", entry(id)));
export const callBack = (id: string, wanted: boolean, phone: string) =>
  answered(
    api.POST("/api/v1/duty/entries/{entry_id}/callback", {
      ...entry(id),
      body: { wanted, ...(phone ? { phone } : {}) },
    }),
  );

export const getBoard = () => answered(api.GET("/api/v1/duty/board"));
export const doctorSeen = () => answered(api.POST("/api/v1/duty/seen"));
export const startDuty = (clinicId: string) =>
  answered(api.POST("/api/v1/duty/start", { body: { clinic_id: clinicId, specialty_ids: [] } }));
export const stopDuty = () => answered(api.POST("/api/v1/duty/stop"));
export const callNext = (key: string) => answered(api.POST("/api/v1/duty/next", keyed(key)));
export const giveBack = (id: string) =>
  answered(api.POST("/api/v1/duty/entries/{entry_id}/back", entry(id)));
export const noAnswer = (id: string) =>
  answered(api.POST("/api/v1/duty/entries/{entry_id}/no-answer", entry(id)));

export const getClinicBoard = (clinicId: string) =>
  answered(
    api.GET("/api/v1/clinics/{clinic_id}/duty/board", {
      params: { path: { clinic_id: clinicId } },
    }),
  );
