import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import type { MediaProblem, Room } from "@/shared/live/room";
import { Notice } from "@/shared/ui/Notice";

/** The connection was cut and is coming back. */
export function Reconnecting({ room }: { room: Room }) {
  if (room.status !== "reconnecting") return null;
  return (
    <Notice kind="warning" title={<Trans>Connection lost: coming back by itself</Trans>}>
      <Group gap="sm">
        <Text>
          <Trans>Stay on this page. What you write meanwhile is sent afterwards.</Trans>
        </Text>
        <Button size="sm" h={44} variant="default" onClick={room.actions.reconnect}>
          <Trans>Try now</Trans>
        </Button>
      </Group>
    </Notice>
  );
}

/** One's own camera or microphone cannot be used, or was switched off to save the sound. */
export function MediaTrouble({ room }: { room: Room }) {
  const { problem, steppedDown } = room.local;
  const { useDevices: askAgain } = room.actions;
  if (!problem && !steppedDown) return null;
  return (
    <Notice kind="warning">
      <Stack gap="xs">
        <Text>
          {problem ? (
            <ProblemWords problem={problem} />
          ) : (
            <Trans>
              The network is too weak for video, so your camera was switched off. The sound goes on;
              turn the camera on to try again.
            </Trans>
          )}
        </Text>
        {problem && problem !== "unsupported" ? (
          <Group>
            <Button size="sm" h={44} variant="default" onClick={() => void askAgain({})}>
              <Trans>Try again</Trans>
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Notice>
  );
}

function ProblemWords({ problem }: { problem: MediaProblem }) {
  switch (problem) {
    case "blocked":
      return (
        <Trans>
          The browser does not allow camera and microphone. Press the lock or camera sign beside the
          address and allow them; until then you can write.
        </Trans>
      );
    case "missing":
      return <Trans>No camera or microphone was found. You can listen and write.</Trans>;
    case "busy":
      return (
        <Trans>Another program is using the camera or microphone. Close it and try again.</Trans>
      );
    case "unsupported":
      return <Trans>This browser cannot make calls. You can write to the doctor.</Trans>;
  }
}

/** How the other side can be reached just now, when it is not simply well. */
export function LinkTrouble({ room }: { room: Room }) {
  const link = room.remotes[0]?.link;
  if (link === "unstable") {
    return (
      <Notice kind="warning">
        <Trans>The connection to the doctor is unsteady. It is being mended.</Trans>
      </Notice>
    );
  }
  if (link === "chat") {
    return (
      <Notice kind="warning">
        <Trans>Sound and video do not get through this network. Go on in writing.</Trans>
      </Notice>
    );
  }
  return null;
}
