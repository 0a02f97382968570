import { useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from "@tabler/icons-react";
import type { Room } from "@/shared/live/room";
import { MediaNotice } from "./ConnectionNotices";

/** The doctor's own microphone and camera. */
export function Controls({ room }: { room: Room }) {
  const { t } = useLingui();
  const { audio, video } = room.local.sending;
  return (
    <>
      <Group gap="sm" justify="center">
        <Button
          variant={audio ? "default" : "filled"}
          leftSection={
            audio ? (
              <IconMicrophone size={20} aria-hidden />
            ) : (
              <IconMicrophoneOff size={20} aria-hidden />
            )
          }
          onClick={() => room.actions.setAudio(!audio)}
        >
          {audio ? t`Mute` : t`Unmute`}
        </Button>
        <Button
          variant={video ? "default" : "filled"}
          leftSection={
            video ? <IconVideo size={20} aria-hidden /> : <IconVideoOff size={20} aria-hidden />
          }
          onClick={() => room.actions.setVideo(!video)}
        >
          {video ? t`Camera off` : t`Camera on`}
        </Button>
      </Group>
      <MediaNotice room={room} />
    </>
  );
}
