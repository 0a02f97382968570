import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { HoursProblem } from "./hours";
import classes from "./hours.module.css";
import type { Hours } from "./model";
import { useWeekdays } from "./weekdays";

interface Props {
  hours: Hours[];
  problems: Map<number, HoursProblem>;
  onChange: (hours: Hours[]) => void;
}

/** Seven weekdays with any number of stretches each. */
export function HoursEditor({ hours, problems, onChange }: Props) {
  const { t } = useLingui();
  const weekdays = useWeekdays();
  return (
    <fieldset className={classes.hours}>
      <legend>
        <Text fw={600} mb="xs">
          <Trans>Hours of each weekday, on the clinic's clock</Trans>
        </Text>
      </legend>
      {weekdays.map((name, weekday) => (
        <div key={name} className={classes.weekday}>
          <span className={classes.weekdayName}>{name}</span>
          <div className={classes.ranges}>
            {hours.map((one, index) =>
              one.weekday === weekday ? (
                <Range
                  // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no other identity while edited
                  key={index}
                  name={name}
                  value={one}
                  onChange={(next) => onChange(hours.map((old, at) => (at === index ? next : old)))}
                  onRemove={() => onChange(hours.filter((_, at) => at !== index))}
                />
              ) : null,
            )}
            <Button
              variant="subtle"
              size="sm"
              leftSection={<IconPlus size={18} aria-hidden />}
              aria-label={t`Add hours on ${name}`}
              onClick={() => onChange([...hours, { weekday, start: "14:00", end: "18:00" }])}
            >
              <Trans>Add</Trans>
            </Button>
          </div>
          <ProblemWords problem={problems.get(weekday)} />
        </div>
      ))}
    </fieldset>
  );
}

function ProblemWords({ problem }: { problem: HoursProblem | undefined }) {
  if (!problem) return null;
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {problem === "overlap" ? <Trans>These hours overlap</Trans> : null}
      {problem === "empty" ? <Trans>Fill in both times</Trans> : null}
      {problem === "same" ? <Trans>Start and end are the same</Trans> : null}
    </Text>
  );
}

interface RangeProps {
  name: string;
  value: Hours;
  onChange: (hours: Hours) => void;
  onRemove: () => void;
}

function Range({ name, value, onChange, onRemove }: RangeProps) {
  const { t } = useLingui();
  return (
    <span className={classes.range}>
      <TextInput
        type="time"
        size="sm"
        aria-label={t`${name}: from`}
        value={value.start}
        onChange={(event) => onChange({ ...value, start: event.currentTarget.value })}
      />
      <span aria-hidden>–</span>
      <TextInput
        type="time"
        size="sm"
        aria-label={t`${name}: to`}
        value={value.end}
        onChange={(event) => onChange({ ...value, end: event.currentTarget.value })}
      />
      <ActionIcon
        aria-label={t`Remove ${value.start} to ${value.end} on ${name}`}
        onClick={onRemove}
      >
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </span>
  );
}
