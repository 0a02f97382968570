import type { Opening } from "@/shared/api/model";
import { parseLocal } from "@/shared/time/local";

/** One service of a doctor on the first day it is free. */
export interface Offer {
  first: Opening;
  starts: string[];
}

/** A doctor with what is free, in the order in which the first free time comes. */
export interface DoctorOffers {
  doctorId: string;
  offers: Offer[];
}

/**
 * Openings come earliest first across doctors and services; people choose a doctor, so they are gathered by doctor,
 * then by service. Of each service the next few times of its first free day are shown; the rest are a page away.
 */
export function groupOpenings(openings: readonly Opening[], shown = 4): DoctorOffers[] {
  const doctors = new Map<string, Map<string, Offer>>();
  for (const opening of openings) {
    const offers = doctors.get(opening.doctor_id) ?? new Map<string, Offer>();
    doctors.set(opening.doctor_id, offers);
    const offer = offers.get(opening.service_id);
    if (!offer) offers.set(opening.service_id, { first: opening, starts: [opening.local_start] });
    else if (offer.starts.length < shown && sameDay(offer.first, opening)) {
      offer.starts.push(opening.local_start);
    }
  }
  return [...doctors].map(([doctorId, offers]) => ({ doctorId, offers: [...offers.values()] }));
}

function sameDay(one: Opening, other: Opening): boolean {
  return parseLocal(one.local_start).day === parseLocal(other.local_start).day;
}
