import type { components } from "@/api/generated";

type Schemas = components["schemas"];

/** What would be done about the visits of a doctor whose time changes; nothing happens until it is applied. */
export type Proposal = Schemas["ProposalShown"];
export type Summary = Schemas["ProposalSummary"];
export type Move = Schemas["MoveShown"];
export type Place = Schemas["PlaceShown"];
export type Option = Schemas["OptionShown"];
export type Word = Option["words"][number];
export type AwayBody = Schemas["AwayWish"];
export type Reason = AwayBody["reason"];
/** What is no longer as it was when the proposal was worked out. */
export interface Difference {
  appointment_id: string | null;
  code: "new_visit" | "gone" | "changed" | "place_taken" | "being_booked";
}

/** A place, staying as it is, or the worklist. */
export type Choice = { doctor_id: string; starts_at: string } | "leave" | null;
