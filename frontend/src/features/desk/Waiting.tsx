import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconDoorEnter } from "@tabler/icons-react";
import type { Participant } from "@/shared/live/protocol";
import type { Room } from "@/shared/live/room";
import { useNow } from "@/shared/time/useTimes";
import classes from "./desk.module.css";

interface Props {
  people: Participant[];
  room: Room;
  arrivedAt: string | undefined;
}

/** Who stands at the door of this visit. */
export function Waiting({ people, room, arrivedAt }: Props) {
  const now = useNow(15_000) + room.clockSkewMs;
  const minutes = arrivedAt ? Math.floor((now - Date.parse(arrivedAt)) / 60_000) : 0;
  return (
    <Stack gap="sm" className={classes.door} role="status">
      {people.map((one) => (
        <Door key={one.participant_id} person={one} room={room} />
      ))}
      {minutes > 0 ? (
        <Text>
          <Plural value={minutes} one="waiting for # minute" other="waiting for # minutes" />
        </Text>
      ) : null}
    </Stack>
  );
}

function Door({ person, room }: { person: Participant; room: Room }) {
  const { t } = useLingui();
  const name = person.display_name;
  return (
    <Stack gap="xs" align="center">
      <Text fz="xl" fw={650}>
        <Trans>{name} is in the waiting room</Trans>
      </Text>
      {person.connected ? null : (
        <Text>
          <Trans>Their connection is away at the moment; they come in when it is back.</Trans>
        </Text>
      )}
      <Button
        size="lg"
        leftSection={<IconDoorEnter size={22} aria-hidden />}
        disabled={room.status !== "live"}
        aria-label={t`Admit ${name}`}
        onClick={() => room.actions.admit(person.participant_id)}
      >
        <Trans>Admit</Trans>
      </Button>
    </Stack>
  );
}
