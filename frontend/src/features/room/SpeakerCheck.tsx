import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconVolume } from "@tabler/icons-react";
import { useState } from "react";
import { Notice } from "@/shared/ui/Notice";
import { CheckSection, type Verdict } from "./CheckSection";
import { playTone } from "./playTone";

type Heard = "untried" | "playing" | "asked" | "yes" | "no" | "unable";

export function SpeakerCheck() {
  const { t } = useLingui();
  const [heard, setHeard] = useState<Heard>("untried");

  async function play() {
    setHeard("playing");
    try {
      await playTone();
      setHeard("asked");
    } catch {
      // No sound output at all, or a browser that forbids it.
      setHeard("unable");
    }
  }

  const verdicts: Record<Heard, [Verdict, string]> = {
    untried: ["waiting", t`Not tried yet`],
    playing: ["waiting", t`Playing…`],
    asked: ["waiting", t`Did you hear it?`],
    yes: ["ok", t`Works`],
    no: ["failed", t`Not heard`],
    unable: ["failed", t`Does not work`],
  };
  const [verdict, words] = verdicts[heard];
  return (
    <CheckSection title={<Trans>Speaker</Trans>} verdict={verdict} words={words}>
      <Group>
        <Button
          variant="default"
          leftSection={<IconVolume size={20} aria-hidden />}
          loading={heard === "playing"}
          onClick={() => void play()}
        >
          {heard === "untried" ? <Trans>Play a sound</Trans> : <Trans>Play it again</Trans>}
        </Button>
        {heard === "asked" ? (
          <>
            <Text>
              <Trans>Did you hear two notes?</Trans>
            </Text>
            <Button onClick={() => setHeard("yes")}>
              <Trans>Yes, I heard it</Trans>
            </Button>
            <Button variant="default" onClick={() => setHeard("no")}>
              <Trans>No</Trans>
            </Button>
          </>
        ) : null}
      </Group>
      {heard === "no" || heard === "unable" ? (
        <Notice kind="warning">
          <Trans>
            Turn the volume up, switch silent mode off, and see whether headphones are connected.
            Then play it again.
          </Trans>
        </Notice>
      ) : null}
    </CheckSection>
  );
}
