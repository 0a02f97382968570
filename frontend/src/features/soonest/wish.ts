import type { Modality } from "@/shared/api/model";

/** What is asked of the soonest visit; it lives in the address, like the search it comes from. */
export interface SoonestWish {
  specialty?: string;
  language?: string;
  modality?: Modality;
  part?: "morning" | "afternoon" | "evening";
  from?: string;
}

/** The search that shows the same times. */
export function backTo(wish: SoonestWish) {
  return { to: "/find" as const, search: wish };
}

/** The wish as the API's search takes it. */
export function openingsOf({ specialty, language, modality, part, from }: SoonestWish) {
  return {
    ...(specialty ? { specialty_id: specialty } : {}),
    ...(language ? { language } : {}),
    ...(modality ? { modality } : {}),
    ...(part ? { part_of_day: part } : {}),
    ...(from ? { from } : {}),
  };
}
