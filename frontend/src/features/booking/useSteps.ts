import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { Doctor, Modality, Service } from "@/shared/api/model";
import { useDraft } from "@/shared/forms/useDraft";
import { type Form, firstDanger, intakeOf, nextOf, walk } from "@/shared/intake/flow";
import { useTyped } from "@/shared/intake/useTyped";
import { confirmBodyOf, refusalOf } from "./bookingFlow";
import { useBooking } from "./useBooking";
import { letGo, useHold } from "./useHold";

export interface Chosen {
  doctor: Doctor;
  service: Service;
  start: string;
  /** What the clinic asks before a visit of this service; null when it asks nothing. */
  form: Form | null;
  first: string;
}

/** One for all doctors: an alternative offered by another keeps what was written. */
const reasonKey = "telemed-reason";
const review = "review";

function firstModality(service: Service, wished: Modality | undefined): Modality {
  return wished && service.modalities.includes(wished)
    ? wished
    : (service.modalities[0] ?? "video");
}

/** What was typed and chosen; kept when the time expires and when another is chosen. */
function useChoices({ service, first }: Chosen) {
  const { modality: wished } = useSearch({ from: "/book" });
  const [reason, setReason] = useDraft(reasonKey);
  const typedKey = `telemed-intake-${service.id}`;
  const [typed, setTyped] = useTyped(typedKey);
  const [patientId, setPatientId] = useState(first);
  const [modality, setModality] = useState(() => firstModality(service, wished));
  const drafts = [reasonKey, typedKey];
  return {
    ...{ reason, setReason, typed, setTyped, patientId, setPatientId, modality, setModality },
    drafts,
  };
}

/** From a chosen time to a visit: where somebody is on the way, and the steps they can take from there. */
export function useSteps(chosen: Chosen) {
  const { doctor, service, start, form } = chosen;
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ from: "/book" });
  const choices = useChoices(chosen);
  const { typed, modality, patientId, reason } = choices;
  const [danger, setDanger] = useState<string | null>(null);
  const wanted = { doctorId: doctor.id, serviceId: service.id, start, patientId, modality };
  const hold = useHold(wanted);
  const booking = useBooking(wanted, hold.data, choices.drafts);
  const failed = booking.error ?? hold.error;
  const refused = failed ? refusalOf(failed) : null;

  // The browser's "back" leads to the question before, and a reload to the same one.
  const goTo = (step?: string) => void navigate({ to: "/book", search: { ...search, q: step } });
  const giveBack = async () => {
    if (hold.data) await letGo(hold.data).catch(() => undefined);
  };
  const stopped = () => {
    const advice = form ? firstDanger(form, typed) : null;
    if (advice === null) return false;
    setDanger(advice);
    void giveBack();
    return true;
  };
  function goOn(from?: string) {
    if (form && !stopped()) goTo(nextOf(form, typed, from)?.id ?? review);
  }
  function book() {
    if (stopped()) return;
    const intake = form ? intakeOf(form, typed) : null;
    booking.mutate(confirmBodyOf({ modality, reason: form ? "" : reason, intake }), {
      onError: (error) => {
        const why = refusalOf(error);
        if (why.kind === "changed") void client.invalidateQueries({ queryKey: ["intake"] });
        if (why.kind === "missing") goTo(Object.keys(why.questions)[0]);
      },
    });
  }
  function again() {
    setDanger(null);
    booking.reset();
    hold.again();
  }
  async function choosePatient(id: string) {
    await giveBack();
    choices.setPatientId(id);
  }
  function answer(id: string, value: string | string[]) {
    booking.reset();
    choices.setTyped(id, value);
  }
  return {
    choices,
    hold,
    refused,
    danger: danger ?? (refused?.kind === "danger" ? refused.advice : null),
    question: form ? walk(form, typed).asked.find(({ id }) => id === search.q) : undefined,
    isReview: form !== null && search.q === review,
    isBooking: booking.isPending,
    ...{ goTo, goOn, book, again, answer, choosePatient },
  };
}

export type Steps = ReturnType<typeof useSteps>;
