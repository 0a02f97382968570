import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";

export type Today = components["schemas"]["TodayView"];

export const getToday = () => answered(api.GET("/api/v1/desk/today"));
