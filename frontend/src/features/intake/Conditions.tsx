import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import classes from "./intake.module.css";
import { type Condition, type Draft, deciders, picked, type Question } from "./model";
import { NumberField } from "./NumberRules";

interface Props {
  draft: Draft;
  question: Question;
  language: string;
  onChange: (when: Condition[]) => void;
}

function about(question: Question): Condition {
  return question.kind === "number"
    ? { question: question.id, any_of: [], above: 0 }
    : { question: question.id, any_of: question.choices.slice(0, 1).map(({ id }) => id) };
}

/** When a question is asked: always, or only after certain answers. */
export function Conditions({ draft, question, language, onChange }: Props) {
  const before = deciders(draft, question.id);
  const first = before.at(-1);
  if (!first) return null;
  const { when } = question;
  return (
    <Stack gap="sm">
      {when.map((condition, index) => (
        <One
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name than their place
          key={index}
          condition={condition}
          before={before}
          language={language}
          onChange={(changed) => onChange(when.map((each, at) => (at === index ? changed : each)))}
          onRemove={() => onChange(when.filter((_, at) => at !== index))}
        />
      ))}
      {when.length < 5 ? (
        <Button variant="default" w="fit-content" onClick={() => onChange([...when, about(first)])}>
          <Trans>Ask only after certain answers</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}

interface OneProps {
  condition: Condition;
  before: Question[];
  language: string;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function One({ condition, before, language, onChange, onRemove }: OneProps) {
  const { t } = useLingui();
  const asked = before.find(({ id }) => id === condition.question);
  return (
    <fieldset className={classes.row}>
      <legend>{t`Asked only if`}</legend>
      <NativeSelect
        label={t`The answer to`}
        value={condition.question}
        onChange={(event) => {
          const chosen = before.find(({ id }) => id === event.currentTarget.value);
          if (chosen) onChange(about(chosen));
        }}
        data={before.map(({ id, text }) => ({ value: id, label: picked(text, language) || "…" }))}
      />
      {asked?.kind === "number" ? (
        <Group grow mt="xs">
          <NumberField
            label={t`Is above`}
            value={condition.above}
            onChange={(above) => onChange({ ...condition, above })}
          />
          <NumberField
            label={t`Is below`}
            value={condition.below}
            onChange={(below) => onChange({ ...condition, below })}
          />
        </Group>
      ) : (
        <Checkbox.Group
          label={t`Is one of`}
          mt="xs"
          value={condition.any_of}
          onChange={(any_of) => onChange({ ...condition, any_of })}
        >
          <Stack gap="xs" mt={6}>
            {asked?.choices.map(({ id, text }) => (
              <Checkbox key={id} value={id} label={picked(text, language) || "…"} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Button variant="subtle" color="red" mt="xs" onClick={onRemove}>
        <Trans>Remove the condition</Trans>
      </Button>
    </fieldset>
  );
}
