import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { problemWords } from "@/shared/ui/words";
import { type FeedMade, useFeed } from "./useFeed";

interface Props {
  madeAt: string | null;
  onMade: (made: FeedMade) => void;
  onRevoked: () => void;
}

/** Whether there is an address, and how to get one, another, or none. */
export function FeedControls({ madeAt, onMade, onRevoked }: Props) {
  const { make, revoke } = useFeed();
  const error = make.error ?? revoke.error;
  const create = () => make.mutate(undefined, { onSuccess: onMade });
  return (
    <Surface component="section" aria-labelledby="feed-state">
      <Stack gap="md">
        {madeAt ? (
          <Exists
            madeAt={madeAt}
            busy={make.isPending || revoke.isPending}
            onAnother={create}
            onRevoke={() => revoke.mutate(undefined, { onSuccess: onRevoked })}
          />
        ) : (
          <>
            <Title order={2} fz="h3" id="feed-state">
              <Trans>There is no address yet</Trans>
            </Title>
            {revoke.isSuccess ? (
              <Notice kind="success">
                <Trans>
                  The address was ended: calendar programs that had it see nothing more.
                </Trans>
              </Notice>
            ) : null}
            <Group>
              <Button loading={make.isPending} onClick={create}>
                <Trans>Make an address</Trans>
              </Button>
            </Group>
          </>
        )}
        {error ? <Notice kind="danger">{problemWords(error)}</Notice> : null}
      </Stack>
    </Surface>
  );
}

interface ExistsProps {
  madeAt: string;
  busy: boolean;
  onAnother: () => void;
  onRevoke: () => void;
}

/** What would cut off a calendar program asks once more before it does. */
function Exists({ madeAt, busy, onAnother, onRevoke }: ExistsProps) {
  const times = useTimes();
  const [asked, setAsked] = useState<"another" | "revoke" | null>(null);
  const go = () => {
    if (asked === "another") onAnother();
    else onRevoke();
    setAsked(null);
  };
  return (
    <>
      <Title order={2} fz="h3" id="feed-state">
        <Trans>Your calendar has an address</Trans>
      </Title>
      <Text c="dimmed">
        <Trans>
          Made {times.deviceStamp(madeAt)}. If you have lost it, or somebody else may know it, make
          another.
        </Trans>
      </Text>
      {asked ? (
        <Notice
          kind="warning"
          title={
            <Trans>Calendar programs that have the present address will see nothing more</Trans>
          }
        >
          <Group mt="sm">
            <Button color="red" loading={busy} onClick={go} autoFocus>
              {asked === "another" ? (
                <Trans>Replace the address</Trans>
              ) : (
                <Trans>End the address</Trans>
              )}
            </Button>
            <Button variant="default" onClick={() => setAsked(null)}>
              <Trans>Keep it</Trans>
            </Button>
          </Group>
        </Notice>
      ) : (
        <Group>
          <Button variant="default" loading={busy} onClick={() => setAsked("another")}>
            <Trans>Make another address</Trans>
          </Button>
          <Button variant="outline" color="red" loading={busy} onClick={() => setAsked("revoke")}>
            <Trans>End the address</Trans>
          </Button>
        </Group>
      )}
    </>
  );
}
