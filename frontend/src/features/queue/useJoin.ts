import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { Account, Modality } from "@/shared/api/model";
import { isProblem } from "@/shared/api/problem";
import { ownPatient } from "@/shared/auth/useAccount";
import { forgetDraft, useDraft } from "@/shared/forms/useDraft";
import { type Form, firstDanger, intakeOf, nextOf, walk } from "@/shared/intake/flow";
import { useTyped } from "@/shared/intake/useTyped";
import { type Duty, type DutyService, type JoinWish, join } from "./api";
import { newKey } from "./keys";

export type Refusal =
  | { kind: "waiting"; entryId: string; name: string }
  | { kind: "closed" }
  | { kind: "changed" }
  | { kind: "danger"; advice: string }
  | { kind: "other"; error: unknown };

function refusalOf(error: unknown, name: string): Refusal {
  if (isProblem(error, "already-waiting") && error.members.entry_id)
    return { kind: "waiting", entryId: String(error.members.entry_id), name };
  if (isProblem(error, "duty-closed")) return { kind: "closed" };
  if (isProblem(error, "intake-changed") || isProblem(error, "intake-missing"))
    return { kind: "changed" };
  if (isProblem(error, "danger-signs"))
    return { kind: "danger", advice: String(error.members.advice ?? "") };
  return { kind: "other", error };
}

/** What was chosen and typed: a reload and signing in lose none of it. */
function useChoices(service: DutyService, account: Account) {
  const typedKey = `telemed-intake-${service.id}`;
  const reasonKey = `telemed-now-${service.id}`;
  const [typed, setTyped] = useTyped(typedKey);
  const [reason, setReason] = useDraft(reasonKey);
  const [patientId, setPatientId] = useState(() => ownPatient(account)?.id ?? "");
  const [modality, setModality] = useState<Modality>(() => service.modalities[0] ?? "video");
  const patient = account.patients.find(({ id }) => id === patientId);
  const name = patient ? `${patient.given_name} ${patient.family_name}` : "";
  return {
    ...{ typed, setTyped, reason, setReason, patientId, setPatientId, modality, setModality, name },
    forget: () => [typedKey, reasonKey].forEach(forgetDraft),
  };
}

type Choices = ReturnType<typeof useChoices>;

function wishOf(service: DutyService, choices: Choices, form: Form | null): JoinWish {
  const { patientId, modality, reason, typed } = choices;
  const told = form ? { intake: intakeOf(form, typed) } : reason.trim() ? { reason } : {};
  return { patient_id: patientId, service_id: service.id, modality, ...told };
}

const last = "ready";

/** From "who is it for" through the questions into the line; each step has an address of its own. */
export function useJoin(duty: Duty, service: DutyService, account: Account, form: Form | null) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { q } = useSearch({ from: "/now" });
  const choices = useChoices(service, account);
  const [danger, setDanger] = useState<string | null>(null);
  const joining = useMutation({
    mutationFn: (wish: JoinWish) => join(duty.clinic.id, wish, newKey()),
    retry: false,
    onSuccess: async (turn) => {
      choices.forget();
      client.setQueryData(["duty", "turn", turn.id], turn);
      await navigate({ to: "/now/$entryId", params: { entryId: turn.id }, replace: true });
    },
    onError: (error) => {
      const refused = refusalOf(error, choices.name);
      if (refused.kind === "changed") void client.invalidateQueries({ queryKey: ["intake"] });
      if (refused.kind === "danger") setDanger(refused.advice);
    },
  });
  const goTo = (step?: string) =>
    void navigate({ to: "/now", search: { service: service.id, ...(step ? { q: step } : {}) } });
  /** Danger stops here, before anything is sent. */
  function stopped(): boolean {
    const advice = form ? firstDanger(form, choices.typed) : null;
    setDanger(advice);
    return advice !== null;
  }
  function goOn(from?: string) {
    if (stopped()) return;
    goTo((form ? nextOf(form, choices.typed, from)?.id : null) ?? last);
  }
  function enter() {
    if (stopped()) return;
    const flaw = form ? [...walk(form, choices.typed).flaws.keys()][0] : undefined;
    if (flaw) goTo(flaw);
    else joining.mutate(wishOf(service, choices, form));
  }
  const refused = joining.error ? refusalOf(joining.error, choices.name) : null;
  return {
    choices,
    danger,
    refused: refused?.kind === "danger" ? null : refused,
    question: form ? walk(form, choices.typed).asked.find(({ id }) => id === q) : undefined,
    isLast: q === last,
    isJoining: joining.isPending,
    goOn,
    enter,
    again: () => setDanger(null),
  };
}

export type JoinSteps = ReturnType<typeof useJoin>;
