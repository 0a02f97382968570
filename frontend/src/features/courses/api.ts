import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";

type Schemas = components["schemas"];

export type Plan = Schemas["PlanView"];
export type PlanDate = Plan["dates"][number];
export type PlanWish = Schemas["PlanWish"];
export type CourseWish = Schemas["CourseWish"];
export type Course = Schemas["CourseView"];

export const planCourse = (wish: PlanWish) =>
  answered(api.POST("/api/v1/courses/plan", { body: wish }));

export const bookCourse = (wish: CourseWish, key: string) =>
  answered(
    api.POST("/api/v1/courses", { params: { header: { "idempotency-key": key } }, body: wish }),
  );
