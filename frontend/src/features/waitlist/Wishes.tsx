import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { type Entry, useLeave } from "./api";
import { languageName, partWords, refusalWords } from "./words";

/** What is waited for, each with its way off the list. */
export function Wishes({ entries }: { entries: readonly Entry[] }) {
  const { t } = useLingui();
  return (
    <Stack gap="sm" component="section" aria-label={t`What you wait for`}>
      <Title order={2} fz="h3">
        <Trans>What you wait for</Trans>
      </Title>
      {entries.map((entry) => (
        <OneWish key={entry.id} entry={entry} />
      ))}
    </Stack>
  );
}

function OneWish({ entry }: { entry: Entry }) {
  const leave = useLeave();
  const [asked, setAsked] = useState(false);
  return (
    <Surface>
      <Stack gap="xs">
        <Text fw={650} fz="lg">
          {entry.kind === "earlier" ? (
            <Trans>An earlier time: {entry.service.name}</Trans>
          ) : (
            <Trans>Any time: {entry.service.name}</Trans>
          )}
        </Text>
        <Text c="dimmed">
          <Details entry={entry} />
        </Text>
        <Text>
          {entry.offers_made === 0 ? (
            <Trans>Nothing was free yet. We write to you as soon as something is.</Trans>
          ) : (
            <Plural
              value={entry.offers_made}
              one="# time was offered so far."
              other="# times were offered so far."
            />
          )}
        </Text>
        {leave.error ? <Notice kind="danger">{refusalWords(leave.error)}</Notice> : null}
        <Group>
          {asked ? (
            <>
              <Button
                color="red"
                autoFocus
                loading={leave.isPending}
                onClick={() => leave.mutate(entry.id)}
              >
                <Trans>Yes, stop waiting</Trans>
              </Button>
              <Button variant="default" onClick={() => setAsked(false)}>
                <Trans>Keep waiting</Trans>
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={() => setAsked(true)}>
              <Trans>Stop waiting</Trans>
            </Button>
          )}
        </Group>
      </Stack>
    </Surface>
  );
}

function Details({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const parts = [
    entry.patient.display_name,
    entry.doctor?.display_name ?? t`any doctor`,
    entry.language ? t`in ${languageName(entry.language)}` : null,
    partWords(entry.part_of_day),
    entry.local_start ? t`now ${times.moment(entry.local_start, now)}` : null,
    entry.until ? t`until ${times.deviceStamp(entry.until)}` : null,
  ];
  return parts.filter(Boolean).join(" · ");
}
