import type { components } from "@/api/generated";

type Schemas = components["schemas"];

/** Weekday 0 is Monday; an end at or before the start is on the next day. */
export type Hours = Schemas["HoursEntry"];
export type TemplateBody = Schemas["TemplateWish"];
export type Template = Schemas["TemplateShown"];
export type AffectedVisit = Schemas["AffectedVisit"];
/** What a change of working time would do, before it is done. */
export type Preview = Schemas["Preview"];
export type Shift = Schemas["ShiftShown"];
export type AbsenceBody = Schemas["AbsenceWish"];
export type Absence = Schemas["AbsenceShown"];
export type AbsenceReason = Absence["reason"];
