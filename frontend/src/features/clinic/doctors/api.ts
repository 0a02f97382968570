import { ask, get, post } from "@/shared/api/json";
import type { Absence, AbsenceBody, Page, Preview, Shift, Template, TemplateBody } from "../model";

const calendar = (id: string) => `/api/v1/calendars/${id}`;

/** A change of working time, as it is previewed and then applied. */
export type TimeChange =
  | { kind: "template"; template: Template | null; body: TemplateBody }
  | { kind: "absence"; body: AbsenceBody };

export const listTemplates = async (calendarId: string) =>
  (await get<Page<Template>>(`${calendar(calendarId)}/templates`)).items;

export const listShifts = async (calendarId: string, from: string, to: string) =>
  (await get<Page<Shift>>(`${calendar(calendarId)}/shifts`, { from, to })).items;

export const listAbsences = async (calendarId: string) =>
  (await get<Page<Absence>>(`${calendar(calendarId)}/absences`)).items;

/** What the change would do. Nothing happens. */
export function preview(calendarId: string, change: TimeChange): Promise<Preview> {
  if (change.kind === "template")
    return post<Preview>(`${calendar(calendarId)}/templates/preview`, {
      ...change.body,
      template_id: change.template?.id ?? null,
    });
  const { starts_at, ends_at } = change.body;
  return post<Preview>(`${calendar(calendarId)}/absences/preview`, { starts_at, ends_at });
}

/** Without a token, only what touches no booked visit is done. */
export async function apply(calendarId: string, change: TimeChange, token: string): Promise<void> {
  const query = { preview_token: token };
  if (change.kind === "absence") {
    await ask("POST", `${calendar(calendarId)}/absences`, { query, body: change.body });
    return;
  }
  const { template, body } = change;
  if (!template) {
    await ask("POST", `${calendar(calendarId)}/templates`, { query, body });
    return;
  }
  const headers = { "If-Match": `"${template.revision}"` };
  await ask("PUT", `/api/v1/templates/${template.id}`, { query, headers, body });
}

/** Ends weekly hours today. Refused with a preview while visits would lose their time and no token is given. */
export async function endTemplate(id: string, token: string | null): Promise<void> {
  await ask("DELETE", `/api/v1/templates/${id}`, { query: { preview_token: token } });
}

export const addShift = (calendarId: string, body: { starts_at: string; ends_at: string }) =>
  post<Shift>(`${calendar(calendarId)}/shifts`, body);
