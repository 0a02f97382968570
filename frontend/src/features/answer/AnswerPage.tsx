import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { isProblem } from "@/shared/api/problem";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Facts } from "@/shared/ui/Facts";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { problemWords } from "@/shared/ui/words";
import { Outcome } from "./Outcome";

export type Question = components["schemas"]["QuestionView"];
export type Answer = components["schemas"]["OutcomeView"];
type Choice = Question["choices"][number];

/** A question from a message, answered with one tap and without signing in. */
export function AnswerPage() {
  const { t } = useLingui();
  const { token } = useSearch({ from: "/answer" });
  return (
    <Stack gap="lg" maw={640}>
      <PageHeader title={t`Your answer`} />
      {token ? <Asked token={token} /> : <Dead />}
    </Stack>
  );
}

function Asked({ token }: { token: string }) {
  const question = useQuery({
    queryKey: ["answer", token],
    queryFn: () => answered(api.POST("/api/v1/answers/look", { body: { token } })),
    // The question is what it was when the page opened: an answer changes it on purpose.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const answer = useMutation({
    mutationFn: (choice: Choice) =>
      answered(api.POST("/api/v1/answers", { body: { token, choice } })),
  });
  if (answer.data && question.data) {
    return <Outcome question={question.data} answer={answer.data} />;
  }
  if (isProblem(question.error, "link-refused")) return <Dead />;
  return (
    <Loaded of={question} loading={<LoadingRows rows={1} height={220} />}>
      {(found) => (
        <Surface>
          <Stack gap="md">
            <Proposal question={found} />
            {answer.error ? <Notice kind="danger">{answerProblem(answer.error)}</Notice> : null}
            <Choices question={found} pending={answer.isPending} onChoose={answer.mutate} />
          </Stack>
        </Surface>
      )}
    </Loaded>
  );
}

function answerProblem(error: unknown) {
  if (isProblem(error, "offer-over") || isProblem(error, "link-refused")) {
    return (
      <Trans>
        This time is not kept any more. Your visits are as they were; sign in to see them.
      </Trans>
    );
  }
  if (isProblem(error, "patient-busy")) {
    return <Trans>There is another visit at this time. Sign in to move that one first.</Trans>;
  }
  return problemWords(error);
}

function Proposal({ question }: { question: Question }) {
  const { t } = useLingui();
  const times = useTimes();
  const name = question.given_name;
  const now = useNow(60_000);
  const old = question.local_instead_of ? times.moment(question.local_instead_of, now) : null;
  return (
    <>
      <Text fz="lg">
        {question.purpose === "offer" ? (
          <Trans>{name}, this time has become free and is kept for you:</Trans>
        ) : (
          <Trans>{name}, the clinic had to move your visit. This is the time we found:</Trans>
        )}
      </Text>
      <WhenWords start={question.local_start} zone={question.zone} />
      <Facts
        items={[
          [t`Doctor`, question.doctor_name],
          [t`Visit`, question.service_name],
          [t`Clinic`, question.clinic_name],
          [t`Clinic's phone`, question.clinic_phone],
          [t`Instead of`, old],
        ]}
      />
    </>
  );
}

interface ChoicesProps {
  question: Question;
  pending: boolean;
  onChoose: (choice: Choice) => void;
}

function Choices({ question, pending, onChoose }: ChoicesProps) {
  const words: Record<Choice, ReactNode> = {
    accept: <Trans>Yes, I take it</Trans>,
    decline: <Trans>No, leave it to somebody else</Trans>,
    cancel: <Trans>Cancel the visit</Trans>,
  };
  return (
    <Group>
      {question.choices.map((choice) => (
        <Button
          key={choice}
          size="lg"
          loading={pending}
          variant={choice === "accept" ? "filled" : "default"}
          onClick={() => onChoose(choice)}
        >
          {words[choice]}
        </Button>
      ))}
      {question.purpose === "replan" && question.appointment_id ? (
        <ButtonLink
          size="lg"
          variant="default"
          to="/visits/$visitId/move"
          params={{ visitId: question.appointment_id }}
        >
          <Trans>Another time</Trans>
        </ButtonLink>
      ) : null}
    </Group>
  );
}

function Dead() {
  return (
    <Notice kind="warning" title={<Trans>This link does not work any more</Trans>}>
      <Stack gap="sm" align="flex-start">
        <Trans>
          It was answered already, or the time to answer is over. Nothing was changed by opening it.
        </Trans>
        <Group>
          <ButtonLink to="/visits" variant="default">
            <Trans>See my visits</Trans>
          </ButtonLink>
        </Group>
      </Stack>
    </Notice>
  );
}
