import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useTimes } from "@/shared/time/useTimes";
import classes from "./preferences.module.css";
import type { Wish } from "./useChoices";

interface Props {
  wish: Wish;
  zone: string;
  onChange: (part: Partial<Wish>) => void;
}

/** When nothing rings, and what does all the same. */
export function QuietHours({ wish, zone, onChange }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  return (
    <Stack gap="sm">
      <Checkbox
        label={t`Leave me in peace at night`}
        checked={wish.quiet}
        onChange={(event) => onChange({ quiet: event.currentTarget.checked })}
        classNames={{ root: classes.way }}
      />
      {wish.quiet ? (
        <>
          <Group gap="md">
            <TextInput
              type="time"
              label={t`From`}
              value={wish.quiet_from}
              error={wish.quiet_from === "" ? t`Choose a time` : null}
              onChange={(event) => onChange({ quiet_from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t`Until`}
              value={wish.quiet_until}
              error={wish.quiet_until === "" ? t`Choose a time` : null}
              onChange={(event) => onChange({ quiet_until: event.currentTarget.value })}
            />
          </Group>
          <Text size="sm" c="dimmed">
            {times.upperFirst(times.zoneWords(zone))}.{" "}
            <Trans>
              What cannot wait comes at night too: a call from the queue, a reminder of an hour, a
              visit of the same day that was moved or cancelled.
            </Trans>
          </Text>
        </>
      ) : null}
    </Stack>
  );
}
