import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { answered, api } from "@/shared/api/client";
import type { Appointment } from "@/shared/api/model";
import { isProblem } from "@/shared/api/problem";
import { SignedIn } from "@/shared/auth/SignedIn";
import { DangerStop } from "@/shared/intake/DangerStop";
import { type Flaw, type Form, firstDanger, intakeOf, nextOf, walk } from "@/shared/intake/flow";
import { QuestionScreen } from "@/shared/intake/QuestionScreen";
import { useForm } from "@/shared/intake/useForm";
import { useTyped } from "@/shared/intake/useTyped";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, ErrorState, Loaded } from "@/shared/ui/states";
import { useVisit } from "./useVisit";

/** The clinic's questions for a visit that is booked already, such as one that was booked on the phone. */
export function IntakePage() {
  const { t } = useLingui();
  const { visitId } = useParams({ from: "/visits/$visitId/intake" });
  return (
    <SignedIn>
      <Stack gap="lg" maw={640}>
        <PageHeader
          title={t`Questions before your visit`}
          back={{ to: "/visits/$visitId", params: { visitId }, label: t`Your visit` }}
        />
        <OfVisit visitId={visitId} />
      </Stack>
    </SignedIn>
  );
}

function OfVisit({ visitId }: { visitId: string }) {
  const visit = useVisit(visitId);
  return <Loaded of={visit}>{(found) => <OfService visit={found} />}</Loaded>;
}

function OfService({ visit }: { visit: Appointment }) {
  const { i18n } = useLingui();
  const form = useForm(visit.service.id, i18n.locale);
  return (
    <Loaded of={form}>
      {(asked) =>
        asked ? (
          <Questions visit={visit} form={asked} />
        ) : (
          <EmptyState title={<Trans>The clinic asks nothing before this visit</Trans>}>
            <Trans>There is nothing to do here. Come back when the visit begins.</Trans>
          </EmptyState>
        )
      }
    </Loaded>
  );
}

function useSending(visit: Appointment, form: Form) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: ReturnType<typeof intakeOf>) =>
      answered(
        api.PUT("/api/v1/appointments/{appointment_id}/intake", {
          params: { path: { appointment_id: visit.id } },
          body,
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["intake-answers", visit.id] });
      await navigate({ to: "/visits/$visitId", params: { visitId: visit.id } });
    },
    onError: (error) => {
      const first = Object.keys(missingOf(error))[0] ?? form.questions[0]?.id;
      void navigate({ to: ".", search: { q: first } });
    },
  });
}

function missingOf(error: unknown): Record<string, Flaw> {
  return isProblem(error, "intake-missing")
    ? (error.members.questions as Record<string, Flaw>)
    : {};
}

function Questions({ visit, form }: { visit: Appointment; form: Form }) {
  const navigate = useNavigate();
  const { q } = useSearch({ from: "/visits/$visitId/intake" });
  const [typed, setTyped] = useTyped(`telemed-intake-visit-${visit.id}`);
  const [danger, setDanger] = useState(false);
  const sending = useSending(visit, form);
  const { asked } = walk(form, typed);
  const question = asked.find(({ id }) => id === q) ?? asked[0];
  if (!question) return null;
  if (danger)
    return (
      <DangerStop
        booked
        advice={firstDanger(form, typed) ?? ""}
        emergencyNumber={form.emergency_number}
        onMistaken={() => setDanger(false)}
      />
    );
  const goOn = () => {
    if (firstDanger(form, typed) !== null) return setDanger(true);
    const next = nextOf(form, typed, question.id);
    if (next) return void navigate({ to: ".", search: { q: next.id } });
    return sending.mutate(intakeOf(form, typed));
  };
  return (
    <>
      {sending.error && !isProblem(sending.error, "intake-missing") ? (
        <ErrorState error={sending.error} />
      ) : null}
      <QuestionScreen
        form={form}
        question={question}
        typed={typed}
        flaw={missingOf(sending.error)[question.id] ?? null}
        onChange={setTyped}
        onNext={goOn}
        onBack={() => window.history.back()}
      />
    </>
  );
}
