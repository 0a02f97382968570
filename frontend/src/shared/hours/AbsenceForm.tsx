import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { addDays } from "@/shared/time/local";
import { useTimes } from "@/shared/time/useTimes";
import { deviceToday } from "@/shared/time/weeks";
import { withOffset } from "@/shared/time/zoned";
import classes from "./hours.module.css";
import type { AbsenceBody, AbsenceReason } from "./model";
import { useReasons } from "./reasons";

interface Props {
  zone: string;
  busy: boolean;
  onPreview: (body: AbsenceBody) => void;
  onBack: () => void;
}

export function AbsenceForm({ zone, busy, onPreview, onBack }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const reasons = useReasons();
  const [from, setFrom] = useState(`${addDays(deviceToday(), 1)}T00:00`);
  const [to, setTo] = useState(`${addDays(deviceToday(), 2)}T00:00`);
  const [reason, setReason] = useState<AbsenceReason>("illness");
  const [note, setNote] = useState("");
  const backwards = to <= from;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (backwards) return;
    onPreview({
      starts_at: withOffset(from, zone),
      ends_at: withOffset(to, zone),
      reason,
      note: note.trim(),
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text c="dimmed">{times.zoneWords(zone)}</Text>
        <div className={classes.fields}>
          <TextInput
            type="datetime-local"
            required
            label={t`Away from`}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            required
            label={t`Back from`}
            value={to}
            error={backwards ? t`Must be later than the beginning` : null}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <NativeSelect
            label={t`Reason`}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as AbsenceReason)}
            data={Object.entries(reasons).map(([value, label]) => ({ value, label }))}
          />
          <TextInput
            label={t`Note for colleagues (may be left empty)`}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        <Group>
          <Button type="submit" loading={busy} disabled={backwards}>
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
