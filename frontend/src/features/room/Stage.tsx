import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { IconMicrophoneOff } from "@tabler/icons-react";
import { useState } from "react";
import type { Room } from "@/shared/live/room";
import { StreamVideo } from "@/shared/live/StreamVideo";
import classes from "./room.module.css";

/** The pictures: the doctor, and oneself in the corner. */
export function Stage({ room, doctor }: { room: Room; doctor: string }) {
  const { t } = useLingui();
  const [play, setPlay] = useState<(() => void) | null>(null);
  const other = room.others.find(({ place }) => place === "room");
  const remote = room.remotes.find(({ participantId }) => participantId === other?.participant_id);
  const { local } = room;
  const seen = Boolean(remote?.stream && other?.media.video);
  return (
    <section className={classes.stage} aria-label={t`Video`}>
      {remote?.stream ? (
        <StreamVideo
          stream={remote.stream}
          label={t`Video of ${doctor}`}
          className={seen ? classes.remote : classes.heardOnly}
          onBlocked={(unblock) => setPlay(() => unblock)}
        />
      ) : null}
      {seen ? null : (
        <div className={classes.absent} role="status">
          <Text fz="xl" fw={650} c="inherit">
            {doctor}
          </Text>
          <Text c="inherit">
            <AbsentWords room={room} />
          </Text>
        </div>
      )}
      {play ? (
        <div className={classes.unblock}>
          <Button
            onClick={() => {
              play();
              setPlay(null);
            }}
          >
            <Trans>Turn the sound on</Trans>
          </Button>
        </div>
      ) : null}
      <p className={classes.name}>
        {other && !other.media.audio ? (
          <IconMicrophoneOff size={16} role="img" aria-label={t`Microphone off`} />
        ) : null}
        {doctor}
      </p>
      {local.stream && local.sending.video ? (
        <div className={classes.self}>
          <StreamVideo stream={local.stream} self label={t`Your picture`} />
        </div>
      ) : null}
    </section>
  );
}

function AbsentWords({ room }: { room: Room }) {
  const other = room.others.find(({ place }) => place === "room");
  if (!other?.connected) return <Trans>The doctor is away for a moment.</Trans>;
  const link = room.remotes.find((remote) => remote.participantId === other.participant_id)?.link;
  if (link === "chat") return <Trans>Only writing gets through.</Trans>;
  if (!other.media.video) return <Trans>The camera is off.</Trans>;
  return <Trans>Connecting…</Trans>;
}
