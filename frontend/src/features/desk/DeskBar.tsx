import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconPhoneOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Appointment } from "@/shared/api/model";
import type { Room } from "@/shared/live/room";
import { useTimes } from "@/shared/time/useTimes";
import classes from "./desk.module.css";
import { VisitTimer } from "./VisitTimer";

interface Props {
  visit: Appointment;
  room: Room;
  onEnd: () => void;
}

/** Who, when, how long, and the way out. */
export function DeskBar({ visit, room, onEnd }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const [asking, setAsking] = useState(false);
  const name = visit.patient.display_name;
  useEffect(() => {
    document.title = `${name} · Telemed`;
  }, [name]);
  return (
    <header className={classes.bar}>
      <Stack gap={0}>
        <Anchor
          renderRoot={(props) => <Link {...props} to="/doctor" />}
          className={classes.backLink}
        >
          <IconArrowLeft size={18} aria-hidden />
          <Trans>Today</Trans>
        </Anchor>
        <Title order={1} fz={{ base: 22, sm: 28 }} lh={1.2}>
          {name}
        </Title>
        <Text c="dimmed">
          {times.span(visit.local_start, visit.local_end)}, {visit.service.name}
        </Text>
      </Stack>
      <Group gap="lg">
        <VisitTimer visit={visit} room={room} />
        <Button
          color="red"
          variant="outline"
          className={classes.endButton}
          leftSection={<IconPhoneOff size={20} aria-hidden />}
          disabled={room.status !== "live"}
          onClick={() => setAsking(true)}
        >
          <Trans>End the visit</Trans>
        </Button>
      </Group>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t`End the visit with ${name}?`}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Text mb="md">
          <Trans>
            The room closes for everybody. Your note is kept, and you can finish it after.
          </Trans>
        </Text>
        <Group>
          <Button
            color="red.9"
            data-autofocus
            onClick={() => {
              setAsking(false);
              onEnd();
            }}
          >
            <Trans>End for everybody</Trans>
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            <Trans>Stay in the visit</Trans>
          </Button>
        </Group>
      </Modal>
    </header>
  );
}
