import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { PageHeader } from "@/shared/ui/PageHeader";
import { AgreeStep } from "./AgreeStep";
import { ContactStep } from "./ContactStep";
import { loadDraft, type RegistrationDraft, rememberedPassword, saveDraft } from "./draft";
import { EntryFrame } from "./EntryFrame";
import { PersonStep } from "./PersonStep";

const steps = ["contact", "person", "agree"] as const;
type Step = (typeof steps)[number];

/** One group of questions per screen. The step is in the address, so "back" goes one question back. */
export function RegisterPage() {
  const { t } = useLingui();
  const search: { next?: string; step?: Step } = useSearch({ from: "/register" });
  const { next, step = "contact" } = search;
  const navigate = useNavigate();
  const [draft, setDraft] = useState(loadDraft);
  const number = steps.indexOf(step) + 1;
  const titles = {
    contact: t`Create an account`,
    person: t`About you`,
    agree: t`Before you start`,
  };

  // The password is not kept over a reload: then the first question has to be asked again.
  if (step !== "contact" && !rememberedPassword()) {
    return <Navigate to="/register" search={next ? { next } : {}} replace />;
  }

  function change(part: Partial<RegistrationDraft>) {
    const changed = { ...draft, ...part };
    setDraft(changed);
    saveDraft(changed);
  }

  function go(to: Step) {
    void navigate({ to: "/register", search: { step: to, ...(next ? { next } : {}) } });
  }

  return (
    <EntryFrame>
      <Text c="dimmed" mb={4}>
        <Trans>
          Step {number} of {steps.length}
        </Trans>
      </Text>
      <PageHeader title={titles[step]} />
      {step === "contact" ? (
        <>
          <ContactStep draft={draft} change={change} done={() => go("person")} />
          <Text mt="lg">
            <Trans>
              Already have an account?{" "}
              <Anchor
                renderRoot={(props) => (
                  <Link {...props} to="/sign-in" search={next ? { next } : {}} />
                )}
              >
                Sign in
              </Anchor>
            </Trans>
          </Text>
        </>
      ) : null}
      {step === "person" ? (
        <PersonStep draft={draft} change={change} done={() => go("agree")} />
      ) : null}
      {step === "agree" ? <AgreeStep draft={draft} change={change} next={next} /> : null}
    </EntryFrame>
  );
}
