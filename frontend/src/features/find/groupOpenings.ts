import type { Opening } from "@/shared/api/model";

/** A doctor's service with its next free times, in the order in which the first of them comes. */
export interface Offer {
  key: string;
  first: Opening;
  starts: string[];
}

/** Openings come earliest first across doctors; people choose a doctor, so they are gathered by doctor and service. */
export function groupOpenings(openings: readonly Opening[], shown = 4): Offer[] {
  const offers = new Map<string, Offer>();
  for (const opening of openings) {
    const key = `${opening.doctor_id} ${opening.service_id}`;
    const offer = offers.get(key);
    if (!offer) offers.set(key, { key, first: opening, starts: [opening.local_start] });
    else if (offer.starts.length < shown) offer.starts.push(opening.local_start);
  }
  return [...offers.values()];
}
