import { useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from "@tabler/icons-react";
import type { Room } from "@/shared/live/room";

/** One's own microphone and camera. What is off is filled, so that it is seen at a glance. */
export function MediaControls({ room, withVideo }: { room: Room; withVideo: boolean }) {
  const { t } = useLingui();
  const { audio, video } = room.local.sending;
  const Microphone = audio ? IconMicrophone : IconMicrophoneOff;
  const Camera = video ? IconVideo : IconVideoOff;
  return (
    <Group gap="xs">
      <Button
        variant={audio ? "default" : "filled"}
        leftSection={<Microphone size={20} aria-hidden />}
        onClick={() => room.actions.setAudio(!audio)}
      >
        {audio ? t`Mute` : t`Unmute`}
      </Button>
      {withVideo ? (
        <Button
          variant={video ? "default" : "filled"}
          leftSection={<Camera size={20} aria-hidden />}
          onClick={() => room.actions.setVideo(!video)}
        >
          {video ? t`Camera off` : t`Camera on`}
        </Button>
      ) : null}
    </Group>
  );
}
