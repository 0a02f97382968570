import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import classes from "./intake.module.css";
import { type Choice, newChoice, picked, type Question } from "./model";
import { Texts } from "./Texts";
import { Weight } from "./Weight";

interface Props {
  question: Question;
  languages: readonly string[];
  onChange: (choices: Choice[]) => void;
}

/** The answers to choose from, and what each leads to. */
export function ChoiceRows({ question, languages, onChange }: Props) {
  const { t } = useLingui();
  const { choices } = question;
  const set = (choice: Choice) =>
    onChange(choices.map((each) => (each.id === choice.id ? choice : each)));
  return (
    <Stack gap="sm">
      {choices.map((choice, index) => (
        <fieldset key={choice.id} className={classes.row}>
          <legend>{t`Answer ${index + 1}`}</legend>
          <div className={classes.fields}>
            <Texts
              label={t`Words`}
              languages={languages}
              required
              value={choice.text}
              onChange={(text) => set({ ...choice, text })}
            />
            <Weight
              label={t`Leads to`}
              languages={languages}
              value={choice}
              onChange={(weight) => set({ ...choice, ...weight })}
            />
          </div>
          {choices.length > 2 ? (
            <Button
              variant="subtle"
              color="red"
              aria-label={t`Remove the answer ${picked(choice.text, languages[0] ?? "en")}`}
              onClick={() => onChange(choices.filter(({ id }) => id !== choice.id))}
            >
              <Trans>Remove</Trans>
            </Button>
          ) : null}
        </fieldset>
      ))}
      {choices.length < 20 ? (
        <Button
          variant="default"
          w="fit-content"
          onClick={() => onChange([...choices, newChoice()])}
        >
          <Trans>Add an answer</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}
