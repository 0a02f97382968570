import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { addDays } from "@/shared/time/local";
import { deviceToday } from "@/shared/time/weeks";
import { HoursEditor } from "./HoursEditor";
import { mondayForAll, problemsOf } from "./hours";
import classes from "./hours.module.css";
import type { Hours, Template, TemplateBody } from "./model";

interface Props {
  template: Template | null;
  busy: boolean;
  onPreview: (body: TemplateBody) => void;
  onBack: () => void;
}

const trimmed = (hours: Hours[]) =>
  hours.map((one) => ({ ...one, start: one.start.slice(0, 5), end: one.end.slice(0, 5) }));

/** A period and its weekly hours, on the clinic's clock. Nothing is applied from here: the preview comes first. */
export function TemplateForm({ template, busy, onPreview, onBack }: Props) {
  const { t } = useLingui();
  const [from, setFrom] = useState(template?.valid_from ?? addDays(deviceToday(), 1));
  const [until, setUntil] = useState(template?.valid_until ?? "");
  const [hours, setHours] = useState<Hours[]>(() =>
    template ? trimmed(template.hours) : [{ weekday: 0, start: "09:00", end: "13:00" }],
  );
  const problems = problemsOf(hours);
  const backwards = until !== "" && until < from;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problems.size === 0 && !backwards)
      onPreview({ valid_from: from, valid_until: until || null, hours });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Title order={2} fz="h4">
          {template ? <Trans>Change weekly hours</Trans> : <Trans>New weekly hours</Trans>}
        </Title>
        <div className={classes.fields}>
          <TextInput
            type="date"
            required
            label={t`Valid from`}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t`Valid until (empty: open-ended)`}
            value={until}
            error={backwards ? t`Before the first day` : null}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </div>
        <HoursEditor hours={hours} problems={problems} onChange={setHours} />
        <Group>
          <Button variant="default" onClick={() => setHours(mondayForAll(hours))}>
            <Trans>Monday's hours for Tuesday to Friday</Trans>
          </Button>
        </Group>
        <Group>
          <Button type="submit" loading={busy} disabled={problems.size > 0 || backwards}>
            <Trans>Show what would change</Trans>
          </Button>
          <Button variant="default" onClick={onBack}>
            <Trans>Back</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
