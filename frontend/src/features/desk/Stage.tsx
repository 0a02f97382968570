import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconMicrophoneOff, IconVideoOff } from "@tabler/icons-react";
import { useState } from "react";
import type { Appointment } from "@/shared/api/model";
import type { Participant } from "@/shared/live/protocol";
import type { Room } from "@/shared/live/room";
import { StreamVideo } from "@/shared/live/StreamVideo";
import { useNow, useTimes } from "@/shared/time/useTimes";
import classes from "./desk.module.css";
import { Waiting } from "./Waiting";

interface Props {
  room: Room;
  visit: Appointment;
  /** When the patient came into the waiting room (an instant). */
  arrivedAt: string | undefined;
}

/** What the doctor sees of the others, and in the corner of themself. */
export function Stage({ room, visit, arrivedAt }: Props) {
  const inRoom = room.others.filter((one) => one.place === "room");
  const waiting = room.others.filter((one) => one.place === "waiting");
  return (
    <div className={classes.stage}>
      {waiting.length > 0 ? <Waiting people={waiting} room={room} arrivedAt={arrivedAt} /> : null}
      {inRoom.length === 0 && waiting.length === 0 ? <Nobody visit={visit} room={room} /> : null}
      {inRoom.map((one) => (
        <RemoteTile key={one.participant_id} person={one} room={room} />
      ))}
      <SelfView room={room} />
    </div>
  );
}

function Nobody({ visit, room }: Omit<Props, "arrivedAt">) {
  const times = useTimes();
  const now = useNow();
  const name = visit.patient.display_name;
  const start = times.moment(visit.local_start, now);
  if (room.status === "connecting")
    return (
      <Text className={classes.stageWords} role="status">
        <Trans>Opening the room…</Trans>
      </Text>
    );
  return (
    <Stack gap={4} className={classes.stageWords} role="status">
      <Text fz="xl" fw={650}>
        <Trans>{name} is not here yet</Trans>
      </Text>
      <Text>
        <Trans>The visit is booked for {start}. You will see here when they arrive.</Trans>
      </Text>
    </Stack>
  );
}

function RemoteTile({ person, room }: { person: Participant; room: Room }) {
  const { t } = useLingui();
  const [play, setPlay] = useState<(() => void) | null>(null);
  const remote = room.remotes.find((one) => one.participantId === person.participant_id);
  const name = person.display_name;
  const seen = person.media.video && remote?.stream?.getVideoTracks().length;
  return (
    <figure className={classes.tile}>
      {remote?.stream ? (
        <StreamVideo
          stream={remote.stream}
          label={t`Video of ${name}`}
          className={looks(Boolean(seen), person.connected)}
          onBlocked={(start) => setPlay(() => start)}
        />
      ) : null}
      {seen ? null : (
        <Stack gap={4} className={classes.stageWords}>
          <IconVideoOff size={40} aria-hidden />
          <Text fz="lg" fw={650}>
            {name}
          </Text>
          <Text>
            {remote?.link === "connected" ? t`Camera is off` : <LinkWords link={remote?.link} />}
          </Text>
        </Stack>
      )}
      {play ? (
        <Button
          className={classes.playButton}
          onClick={() => {
            setPlay(null);
            play();
          }}
        >
          <Trans>Turn the sound on</Trans>
        </Button>
      ) : null}
      <figcaption className={classes.caption}>
        {name}
        {person.media.audio ? null : (
          <>
            <IconMicrophoneOff size={16} aria-hidden /> <Trans>muted</Trans>
          </>
        )}
        {person.connected ? null : <Trans>lost the connection, coming back…</Trans>}
      </figcaption>
    </figure>
  );
}

function looks(seen: boolean, connected: boolean): string {
  if (!seen) return classes.soundOnly ?? "";
  return connected ? (classes.video ?? "") : `${classes.video} ${classes.away}`;
}

function LinkWords({ link }: { link: string | undefined }) {
  if (link === "unstable") return <Trans>The connection is shaky, mending it…</Trans>;
  if (link === "chat") return <Trans>No video or sound gets through. Go on in the chat.</Trans>;
  return <Trans>Connecting the video…</Trans>;
}

function SelfView({ room }: { room: Room }) {
  const { t } = useLingui();
  const { stream, sending } = room.local;
  if (!stream || !sending.video) return null;
  return (
    <div className={classes.self}>
      <StreamVideo self stream={stream} label={t`Your own video`} className={classes.video} />
    </div>
  );
}
