import { useLingui } from "@lingui/react/macro";
import { NativeSelect, Stack } from "@mantine/core";
import type { Choice, Texts as Words } from "./model";
import { Texts } from "./Texts";

type Weighed = Pick<Choice, "danger" | "urgency">;

interface Props {
  label: string;
  languages: readonly string[];
  value: Weighed;
  onChange: (value: Weighed) => void;
}

function chosenOf({ danger, urgency }: Weighed): string {
  if (danger) return "danger";
  return urgency ? String(urgency) : "";
}

/** What an answer leads to: nothing, a place in the queue, or the end of the booking with advice. */
export function Weight({ label, languages, value, onChange }: Props) {
  const { t } = useLingui();
  const options = [
    { value: "", label: t`Nothing special` },
    { value: "4", label: t`Can wait` },
    { value: "3", label: t`Today` },
    { value: "2", label: t`Soon` },
    { value: "1", label: t`Urgent` },
    { value: "danger", label: t`Danger: do not book, show what to do` },
  ];
  const choose = (chosen: string) =>
    onChange({
      danger: chosen === "danger" ? (value.danger ?? { advice: {} }) : null,
      urgency: chosen === "danger" || chosen === "" ? null : Number(chosen),
    });
  return (
    <Stack gap="xs">
      <NativeSelect
        label={label}
        value={chosenOf(value)}
        onChange={(event) => choose(event.currentTarget.value)}
        data={options}
      />
      {value.danger ? (
        <Texts
          label={t`What to do now`}
          languages={languages}
          long
          value={value.danger.advice as Words}
          onChange={(advice) => onChange({ danger: { advice }, urgency: null })}
        />
      ) : null}
    </Stack>
  );
}
