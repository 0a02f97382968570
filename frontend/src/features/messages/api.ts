import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";

export type SentMessage = components["schemas"]["MessageShown"];
export type Call = components["schemas"]["CallShown"];
export type MessageStatus = SentMessage["status"];

export interface Filter {
  status: MessageStatus | "";
  channel: string;
}

const ofClinic = (id: string) => ({ clinic_id: id });
const ofMessage = (id: string) => ({ message_id: id });

export const messagesKey = (clinicId: string) => ["clinic", clinicId, "messages"] as const;
export const callsKey = (clinicId: string) => ["clinic", clinicId, "calls"] as const;

export const listMessages = (clinicId: string, { status, channel }: Filter, cursor: string) =>
  answered(
    api.GET("/api/v1/clinics/{clinic_id}/messages", {
      params: {
        path: ofClinic(clinicId),
        query: {
          ...(status ? { status } : {}),
          ...(channel ? { channel } : {}),
          ...(cursor ? { cursor } : {}),
        },
      },
    }),
  );

export const retryMessage = (id: string) =>
  answered(api.POST("/api/v1/messages/{message_id}/retry", { params: { path: ofMessage(id) } }));

export const listCalls = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/calls", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const finishCall = (id: string, reached: boolean) =>
  api.POST("/api/v1/calls/{message_id}/done", {
    params: { path: ofMessage(id) },
    body: { reached },
  });
