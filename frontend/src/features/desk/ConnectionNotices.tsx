import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ClosedBecause, MediaProblem, Room } from "@/shared/live/room";
import { Notice } from "@/shared/ui/Notice";

/** Why the room is closed for this doctor, and the way on. */
export function ClosedNotice({ room }: { room: Room }) {
  if (!room.closedBecause || room.closedBecause === "ended") return null;
  const words: Record<Exclude<ClosedBecause, "ended">, ReactNode> = {
    left: <Trans>You left the room. The visit goes on until you end it.</Trans>,
    elsewhere: (
      <Trans>This visit is open in another window. Only one of them can be in the room.</Trans>
    ),
    removed: <Trans>You were taken out of this room.</Trans>,
    signed_out: <Trans>You are signed out. Sign in again to come back into the room.</Trans>,
    denied: <Trans>The room of this visit is not open for you now.</Trans>,
    failed: <Trans>The room could not be reached. Reload the page.</Trans>,
  };
  const canReturn = ["left", "elsewhere", "failed"].includes(room.closedBecause);
  return (
    <Notice kind="warning" title={<Trans>You are not in the room</Trans>}>
      <Text mb="sm">{words[room.closedBecause]}</Text>
      <Group>
        {canReturn ? (
          <Button onClick={room.actions.reconnect}>
            <Trans>Come back into the room here</Trans>
          </Button>
        ) : null}
        {room.closedBecause === "signed_out" ? (
          <Button component={Link} to="/sign-in">
            <Trans>Sign in</Trans>
          </Button>
        ) : null}
      </Group>
    </Notice>
  );
}

/** A cut of the line, and refusals of the server. */
export function LineNotice({ room }: { room: Room }) {
  if (room.status === "reconnecting")
    return (
      <Notice kind="warning" title={<Trans>The connection was cut</Trans>}>
        <Group gap="sm">
          <Text>
            <Trans>Coming back by itself. What you type is kept and sent then.</Trans>
          </Text>
          <Button variant="default" size="sm" onClick={room.actions.reconnect}>
            <Trans>Try now</Trans>
          </Button>
        </Group>
      </Notice>
    );
  if (room.notice)
    return (
      <Notice kind="danger" title={room.notice.title}>
        {room.notice.detail}
      </Notice>
    );
  return null;
}

/** Why the camera or the microphone is not on. */
export function MediaNotice({ room }: { room: Room }) {
  const { problem, steppedDown } = room.local;
  if (steppedDown)
    return (
      <Notice kind="info">
        <Trans>
          Your network is too weak for video, so only sound is sent. Turn the camera on to try
          again.
        </Trans>
      </Notice>
    );
  if (!problem) return null;
  const words: Record<MediaProblem, ReactNode> = {
    blocked: (
      <Trans>
        The browser does not let this page use the camera or microphone. Allow it by the icon beside
        the address, then turn them on here.
      </Trans>
    ),
    missing: <Trans>A camera or microphone is missing. Plug it in, then turn it on here.</Trans>,
    busy: (
      <Trans>
        Another program uses the camera or microphone. Close it, then turn them on here.
      </Trans>
    ),
    unsupported: (
      <Trans>This browser cannot use a camera or microphone here. The chat works.</Trans>
    ),
  };
  return <Notice kind="warning">{words[problem]}</Notice>;
}
