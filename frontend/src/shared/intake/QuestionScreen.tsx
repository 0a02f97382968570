import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Progress, Stack, Text, Title } from "@mantine/core";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { type Flaw, type Form, type Question, readAnswer, type Typed, walk } from "./flow";
import { QuestionField } from "./QuestionField";

interface Props {
  form: Form;
  question: Question;
  typed: Typed;
  /** What the server found wrong with the answer, when it did. */
  flaw?: Flaw | null;
  onChange: (id: string, value: string | string[]) => void;
  onNext: () => void;
  onBack: () => void;
  /** In a preview, where the focus belongs to the editor. */
  quiet?: boolean;
}

/** One question, and nothing else. Its heading takes the focus, so that it is read out when the last one is answered. */
export function QuestionScreen({
  form,
  question,
  typed,
  flaw,
  onChange,
  onNext,
  onBack,
  quiet,
}: Props) {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  const [tried, setTried] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question begins anew
  useEffect(() => {
    setTried(false);
    if (!quiet) heading.current?.focus({ preventScroll: true });
  }, [question.id]);
  const { asked } = walk(form, typed);
  const place = asked.findIndex(({ id }) => id === question.id) + 1;
  const count = asked.length;
  const read = readAnswer(question, typed[question.id]);
  const wrong = "flaw" in read ? read.flaw : (flaw ?? null);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setTried(true);
    if (!("flaw" in read)) onNext();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <div>
          <Text c="dimmed" size="sm" mb={6}>
            <Trans>
              Question {place} of about {count}
            </Trans>
          </Text>
          <Progress
            value={(100 * place) / count}
            size="sm"
            aria-label={t`How far you are with the questions`}
          />
        </div>
        <Title
          order={2}
          fz={{ base: 22, sm: 26 }}
          lh={1.3}
          id={`question-${question.id}`}
          ref={heading}
          tabIndex={-1}
          style={{ outline: "none", textWrap: "balance" }}
        >
          {question.text}
          {question.required ? null : (
            <Text component="span" c="dimmed" fz="md" fw={400}>
              {" "}
              <Trans>(optional)</Trans>
            </Text>
          )}
        </Title>
        {question.help ? <Text c="dimmed">{question.help}</Text> : null}
        <QuestionField
          question={question}
          value={typed[question.id]}
          flaw={tried || flaw ? wrong : null}
          onChange={(value) => onChange(question.id, value)}
        />
        <Group justify="space-between">
          <Button variant="default" size="lg" onClick={onBack}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" size="lg">
            <Trans>Continue</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
