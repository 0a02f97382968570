import "@mantine/core/styles/CheckboxCard.layer.css";
import "@mantine/core/styles/CheckboxIndicator.layer.css";
import "@mantine/core/styles/RadioCard.layer.css";
import "@mantine/core/styles/RadioIndicator.layer.css";
import { useLingui } from "@lingui/react/macro";
import { Checkbox, Radio, Stack, Text, Textarea, TextInput, VisuallyHidden } from "@mantine/core";
import { useFlawWords } from "./flawWords";
import type { Flaw, Question } from "./flow";
import classes from "./intake.module.css";

interface Props {
  question: Question;
  value: string | string[] | undefined;
  flaw: Flaw | null;
  onChange: (value: string | string[]) => void;
}

/** The field that a question's kind calls for. Its name is the question itself, which stands above as a heading. */
export function QuestionField({ question, value, flaw, onChange }: Props) {
  const { t } = useLingui();
  const flawWords = useFlawWords();
  const error = flaw ? flawWords(flaw, question) : undefined;
  const named = { "aria-labelledby": `question-${question.id}`, error, size: "md" as const };
  const text = typeof value === "string" ? value : "";
  switch (question.kind) {
    case "choice":
      return (
        <Radio.Group value={text} onChange={onChange} {...named}>
          <Stack gap="xs">
            {question.choices.map(({ id, text: label }) => (
              <Radio.Card key={id} value={id} className={classes.card}>
                <Radio.Indicator size="md" />
                <Text>{label}</Text>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
      );
    case "choices":
      return (
        <Checkbox.Group value={Array.isArray(value) ? value : []} onChange={onChange} {...named}>
          <Stack gap="xs">
            {question.choices.map(({ id, text: label }) => (
              <Checkbox.Card key={id} value={id} className={classes.card}>
                <Checkbox.Indicator size="md" />
                <Text>{label}</Text>
              </Checkbox.Card>
            ))}
          </Stack>
        </Checkbox.Group>
      );
    case "number":
      return (
        <TextInput
          {...named}
          inputMode="decimal"
          autoComplete="off"
          maw={240}
          value={text}
          rightSection={question.unit ? <Text c="dimmed">{question.unit}</Text> : null}
          rightSectionWidth={question.unit ? 24 + question.unit.length * 8 : undefined}
          rightSectionPointerEvents="none"
          description={
            question.unit ? <VisuallyHidden>{t`Unit: ${question.unit}`}</VisuallyHidden> : undefined
          }
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "date":
      return (
        <TextInput
          {...named}
          type="date"
          maw={240}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <Textarea
          {...named}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={question.max_length}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
