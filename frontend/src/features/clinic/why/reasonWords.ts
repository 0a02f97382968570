import { useLingui } from "@lingui/react/macro";

/** What each reason of the rules means, in words for the clinic's staff; null for one that is not known here. */
export function useReasonWords(): (code: string) => string | null {
  const { t } = useLingui();
  const words: Record<string, string> = {
    past: t`The time has passed.`,
    too_soon: t`It is closer than the service can still be booked.`,
    too_far: t`It is further ahead than the service is open for booking.`,
    misaligned: t`Visits of this service do not start at this minute of the clock.`,
    duty: t`The service is held through the duty queue and never booked ahead.`,
    not_on_offer: t`The service or the doctor is not in use.`,
    closed: t`The doctor does not work then: no shift, an absence, or a holiday.`,
    too_short: t`The doctor's time ends before such a visit would.`,
    taken: t`Another visit is there, or somebody is just booking this time.`,
    buffer: t`The pause before or after it would reach into another visit.`,
    too_young: t`The patient is younger than the service's rule allows.`,
    too_old: t`The patient is older than the service's rule allows.`,
    no_referral: t`The patient has no referral that is valid on that day.`,
    not_in_programme: t`The patient does not belong to the service's programme on that day.`,
    too_many: t`The patient has as many of these visits in the period as the rule allows.`,
    patient_busy: t`The patient has another visit at this time.`,
    reserved: t`The clinic keeps this time back.`,
    reserved_phone: t`The time is kept for people who phone.`,
    reserved_programme: t`The time is kept for a programme's members.`,
    not_admitted: t`The time belongs to a release, and it is not the patient's turn.`,
  };
  return (code) => words[code] ?? null;
}
