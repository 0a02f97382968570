import { get } from "@/shared/api/json";
import type { Appointment } from "@/shared/api/model";
import type { Stretch } from "@/shared/api/week";

export interface Today {
  zone: string;
  date: string;
  appointments: (Appointment & { waiting_since: string | null })[];
  shifts: Stretch[];
  next_gap: { starts_at: string; ends_at: string; local_start: string; local_end: string } | null;
}

export const getToday = (date?: string) => get<Today>("/api/v1/desk/today", { date });
