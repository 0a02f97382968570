import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { WaitingPatient } from "@/shared/live/useDeskLine";
import { useTimes } from "@/shared/time/useTimes";
import { Surface } from "@/shared/ui/Surface";
import type { Today } from "./api";
import classes from "./doctor.module.css";
import { nextStep } from "./nextStep";

interface Props {
  today: Today;
  waiting: readonly WaitingPatient[];
  now: number;
}

export function FirstThing({ today, waiting, now }: Props) {
  const times = useTimes();
  const step = nextStep(today, waiting, now);
  switch (step.kind) {
    case "return": {
      const name = step.visit.patient.display_name;
      return (
        <Card words={<Trans>Your visit with {name} is under way</Trans>} visitId={step.visit.id}>
          <Trans>Return to the visit</Trans>
        </Card>
      );
    }
    case "admit": {
      const name = step.waiting.patient_name;
      return (
        <Card
          words={<Trans>{name} is waiting for you</Trans>}
          more={<Waited waiting={step.waiting} more={step.more} now={now} />}
          visitId={step.waiting.appointment_id}
        >
          <Trans>Open the visit</Trans>
        </Card>
      );
    }
    case "soon": {
      const name = step.visit.patient.display_name;
      const time = times.clock(step.visit.local_start);
      const start = Date.parse(step.visit.starts_at);
      return (
        <Card
          words={
            <Trans>
              Next: {name} at {time}
            </Trans>
          }
          more={
            start > now ? times.relative(start, now) : <Trans>the patient is not here yet</Trans>
          }
          visitId={step.visit.id}
        >
          <Trans>Open the visit</Trans>
        </Card>
      );
    }
    case "done":
      return <Card words={<Trans>All visits of today are done</Trans>} />;
    case "free":
      return <Card words={<Trans>No visits are booked for the rest of today</Trans>} />;
  }
}

function Waited({ waiting, more, now }: { waiting: WaitingPatient; more: number; now: number }) {
  const minutes = Math.max(0, Math.floor((now - Date.parse(waiting.arrived_at)) / 60_000));
  return (
    <>
      <Plural value={minutes} one="for # minute" other="for # minutes" />
      {more > 0 ? (
        <>
          {"; "}
          <Plural value={more} one="# more waits" other="# more wait" />
        </>
      ) : null}
    </>
  );
}

interface CardProps {
  words: ReactNode;
  more?: ReactNode;
  visitId?: string;
  children?: ReactNode;
}

function Card({ words, more, visitId, children }: CardProps) {
  return (
    <Surface mb="lg" className={classes.first}>
      <Group justify="space-between" gap="md">
        <Stack gap={2} role="status">
          <Text fz="xl" fw={650}>
            {words}
          </Text>
          {more ? <Text c="dimmed">{more}</Text> : null}
        </Stack>
        {visitId ? (
          <Button
            size="lg"
            renderRoot={(props) => (
              <Link {...props} to="/doctor/visits/$visitId" params={{ visitId }} />
            )}
            rightSection={<IconArrowRight size={20} aria-hidden />}
          >
            {children}
          </Button>
        ) : null}
      </Group>
    </Surface>
  );
}
