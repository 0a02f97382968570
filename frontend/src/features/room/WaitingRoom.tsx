import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Container, Group, Stack, Text, Title } from "@mantine/core";
import type { Modality } from "@/shared/api/model";
import type { Room, RoomStatus } from "@/shared/live/room";
import { StreamVideo } from "@/shared/live/StreamVideo";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { MediaControls } from "./MediaControls";
import { MediaTrouble, Reconnecting } from "./RoomNotices";
import classes from "./room.module.css";

interface Props {
  room: Room;
  visitId: string;
  modality: Modality;
}

export function WaitingRoom({ room, visitId, modality }: Props) {
  const { t } = useLingui();
  const { consultation, local } = room;
  return (
    <Container size="sm" py="xl" w="100%">
      <Stack gap="lg">
        <Reconnecting room={room} />
        <Title order={1} fz={{ base: 26, sm: 32 }}>
          <Trans>Waiting room</Trans>
        </Title>
        <Surface>
          <Stack gap="md">
            <div role="status" aria-live="polite">
              <Line room={room} />
            </div>
            {consultation ? (
              <>
                <Text fw={600}>{consultation.doctor_name}</Text>
                <WhenWords start={consultation.local_start} zone={consultation.zone} size="lg" />
              </>
            ) : null}
          </Stack>
        </Surface>
        {modality === "chat" ? null : (
          <Surface component="section" aria-label={t`Your camera and microphone`}>
            <Stack gap="md">
              {local.stream && local.sending.video ? (
                <div className={classes.mirror}>
                  <StreamVideo stream={local.stream} self label={t`Your picture`} />
                </div>
              ) : null}
              <MediaTrouble room={room} />
              <MediaControls room={room} withVideo={modality === "video"} />
              <Text c="dimmed">
                <Trans>Nobody sees or hears you before the doctor lets you in.</Trans>
              </Text>
            </Stack>
          </Surface>
        )}
        <Notice kind="info">
          <Trans>
            Keep this page open. You may put the phone aside; the page says when it is your turn.
          </Trans>
        </Notice>
        <Group>
          <ButtonLink to="/visits/$visitId" params={{ visitId }} search={{}} variant="default">
            <Trans>Leave the waiting room</Trans>
          </ButtonLink>
        </Group>
      </Stack>
    </Container>
  );
}

function Line({ room }: { room: Room }) {
  const { waiting, status } = room;
  if (!waiting) return <Connecting status={status} />;
  const { ahead } = waiting;
  return (
    <Stack gap={4}>
      <Text fz="xl" fw={650}>
        {ahead === 0 ? (
          <Trans>You are next</Trans>
        ) : (
          <Plural value={ahead} one="# person is before you" other="# people are before you" />
        )}
      </Text>
      <Text c="dimmed">
        {waiting.doctor_present ? (
          <Trans>The doctor is here and will let you in.</Trans>
        ) : (
          <Trans>The doctor has not come in yet. They see that you wait.</Trans>
        )}
      </Text>
    </Stack>
  );
}

function Connecting({ status }: { status: RoomStatus }) {
  return (
    <Text fz="xl" fw={650}>
      {status === "reconnecting" ? <Trans>Coming back…</Trans> : <Trans>Opening the door…</Trans>}
    </Text>
  );
}
