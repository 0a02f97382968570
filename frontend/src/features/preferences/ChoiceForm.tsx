import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";
import { QuietHours } from "./QuietHours";
import { Section } from "./Section";
import { TopicTable } from "./TopicTable";
import { type Held, useChoosing, type Wish } from "./useChoices";

/** What is ticked here counts once it is saved; until then nothing changes. */
export function ChoiceForm({ held }: { held: Held }) {
  const { choices, etag } = held;
  const [wish, setWish] = useState<Wish>(() => ({
    topics: choices.topics,
    quiet: choices.quiet,
    quiet_from: choices.quiet_from.slice(0, 5),
    quiet_until: choices.quiet_until.slice(0, 5),
  }));
  const choosing = useChoosing(etag);
  const [touched, setTouched] = useState(false);
  const [saved, setSaved] = useState(false);
  const change = (part: Partial<Wish>) => {
    setTouched(true);
    setSaved(false);
    setWish((before) => ({ ...before, ...part }));
  };
  const save = () =>
    choosing.mutate(wish, {
      onSuccess: () => {
        setTouched(false);
        setSaved(true);
      },
    });
  const whole = wish.quiet_from !== "" && wish.quiet_until !== "";
  return (
    <>
      <Section title={<Trans>What reaches me</Trans>}>
        <TopicTable
          choices={choices}
          topics={wish.topics}
          onTopics={(topics) => change({ topics })}
        />
      </Section>
      <Section title={<Trans>Quiet hours</Trans>}>
        <QuietHours wish={wish} zone={choices.zone} onChange={change} />
      </Section>
      <Stack gap="sm">
        {choosing.error ? <Notice kind="danger">{problemWords(choosing.error)}</Notice> : null}
        {saved ? (
          <Notice kind="success">
            <Trans>Saved.</Trans>
          </Notice>
        ) : null}
        <Group>
          <Button
            size="md"
            loading={choosing.isPending}
            disabled={!touched || !whole}
            onClick={save}
          >
            <Trans>Save</Trans>
          </Button>
        </Group>
      </Stack>
    </>
  );
}
