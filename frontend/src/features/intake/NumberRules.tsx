import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import classes from "./intake.module.css";
import type { Alarm, Question } from "./model";
import { Texts } from "./Texts";
import { Weight } from "./Weight";

interface NumberProps {
  label: string;
  value: number | null | undefined;
  onChange: (value: number | null) => void;
}

export function NumberField({ label, value, onChange }: NumberProps) {
  return (
    <TextInput
      type="number"
      step="any"
      label={label}
      value={value ?? ""}
      onChange={(event) => {
        const { value: text } = event.currentTarget;
        onChange(text === "" ? null : Number(text));
      }}
    />
  );
}

interface Props {
  question: Question;
  languages: readonly string[];
  onChange: (change: Partial<Question>) => void;
}

/** Unit and bounds of a number, and the ranges that mean something. */
export function NumberRules({ question, languages, onChange }: Props) {
  const { t } = useLingui();
  const { alarms } = question;
  const set = (index: number, change: Partial<Alarm>) =>
    onChange({ alarms: alarms.map((each, at) => (at === index ? { ...each, ...change } : each)) });
  return (
    <Stack gap="sm">
      <div className={classes.fields}>
        <Texts
          label={t`Unit`}
          languages={languages}
          value={question.unit}
          onChange={(unit) => onChange({ unit })}
        />
        <NumberField
          label={t`At least`}
          value={question.minimum}
          onChange={(minimum) => onChange({ minimum })}
        />
        <NumberField
          label={t`At most`}
          value={question.maximum}
          onChange={(maximum) => onChange({ maximum })}
        />
        <NumberField
          label={t`Digits after the point`}
          value={question.decimals}
          onChange={(decimals) => onChange({ decimals: Math.min(3, Math.max(0, decimals ?? 0)) })}
        />
      </div>
      {alarms.map((alarm, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: alarms have no other name than their place
        <fieldset key={index} className={classes.row}>
          <legend>{t`Range ${index + 1}`}</legend>
          <div className={classes.fields}>
            <NumberField
              label={t`Above`}
              value={alarm.above}
              onChange={(above) => set(index, { above })}
            />
            <NumberField
              label={t`Below`}
              value={alarm.below}
              onChange={(below) => set(index, { below })}
            />
            <Weight
              label={t`Leads to`}
              languages={languages}
              value={alarm}
              onChange={(weight) => set(index, weight)}
            />
          </div>
          <Button
            variant="subtle"
            color="red"
            aria-label={t`Remove range ${index + 1}`}
            onClick={() => onChange({ alarms: alarms.filter((_, at) => at !== index) })}
          >
            <Trans>Remove</Trans>
          </Button>
        </fieldset>
      ))}
      {alarms.length < 5 ? (
        <Button
          variant="default"
          w="fit-content"
          onClick={() => onChange({ alarms: [...alarms, { urgency: 2 }] })}
        >
          <Trans>Add a range that matters</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}
