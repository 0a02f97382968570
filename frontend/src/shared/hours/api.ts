import { answered, api } from "@/shared/api/client";
import { ifMatch } from "@/shared/api/revision";
import type { AbsenceBody, Preview, Template, TemplateBody } from "./model";

/** A change of working time, as it is previewed and then applied. */
export type TimeChange =
  | { kind: "template"; template: Template | null; body: TemplateBody }
  | { kind: "absence"; body: AbsenceBody };

const ofCalendar = (id: string) => ({ calendar_id: id });

export const listTemplates = async (calendarId: string) =>
  (
    await answered(
      api.GET("/api/v1/calendars/{calendar_id}/templates", {
        params: { path: ofCalendar(calendarId) },
      }),
    )
  ).items;

export const listShifts = async (calendarId: string, from: string, to: string) =>
  (
    await answered(
      api.GET("/api/v1/calendars/{calendar_id}/shifts", {
        params: { path: ofCalendar(calendarId), query: { from, to } },
      }),
    )
  ).items;

export const listAbsences = async (calendarId: string) =>
  (
    await answered(
      api.GET("/api/v1/calendars/{calendar_id}/absences", {
        params: { path: ofCalendar(calendarId) },
      }),
    )
  ).items;

/** What the change would do. Nothing happens. */
export function preview(calendarId: string, change: TimeChange): Promise<Preview> {
  const params = { path: ofCalendar(calendarId) };
  if (change.kind === "template") {
    const body = { ...change.body, template_id: change.template?.id ?? null };
    return answered(
      api.POST("/api/v1/calendars/{calendar_id}/templates/preview", { params, body }),
    );
  }
  const { starts_at, ends_at } = change.body;
  return answered(
    api.POST("/api/v1/calendars/{calendar_id}/absences/preview", {
      params,
      body: { starts_at, ends_at },
    }),
  );
}

/** Does what the preview with this token said, if it is still true. */
export async function apply(calendarId: string, change: TimeChange, token: string): Promise<void> {
  const query = { preview_token: token };
  const path = ofCalendar(calendarId);
  if (change.kind === "absence") {
    await api.POST("/api/v1/calendars/{calendar_id}/absences", {
      params: { path, query },
      body: change.body,
    });
    return;
  }
  const { template, body } = change;
  if (!template) {
    await api.POST("/api/v1/calendars/{calendar_id}/templates", { params: { path, query }, body });
    return;
  }
  await api.PUT("/api/v1/templates/{template_id}", {
    params: { path: { template_id: template.id }, query, header: ifMatch(template) },
    body,
  });
}

/** Ends weekly hours today. Refused with a preview while visits would lose their time and no token is given. */
export async function endTemplate(id: string, token: string | null): Promise<void> {
  const query = token ? { preview_token: token } : {};
  await api.DELETE("/api/v1/templates/{template_id}", {
    params: { path: { template_id: id }, query },
  });
}

export const removeAbsence = (id: string) =>
  api.DELETE("/api/v1/absences/{absence_id}", { params: { path: { absence_id: id } } });

export const addShift = (calendarId: string, body: { starts_at: string; ends_at: string }) =>
  api.POST("/api/v1/calendars/{calendar_id}/shifts", {
    params: { path: ofCalendar(calendarId) },
    body,
  });

export const removeShift = (id: string) =>
  api.DELETE("/api/v1/shifts/{shift_id}", { params: { path: { shift_id: id } } });
