import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { Surface } from "@/shared/ui/Surface";
import type { Accuracy, DutyService } from "./api";
import { NoPromise } from "./Offers";
import type { JoinSteps } from "./useJoin";
import { HowTrue, Wait } from "./Words";

interface Props {
  service: DutyService;
  accuracy: Accuracy | null;
  steps: JoinSteps;
}

/** The last step: how long it will take, said before anybody waits. */
export function Takes({ service, accuracy, steps }: Props) {
  return (
    <Surface>
      <Stack gap="sm">
        <Title order={2} fz="h3">
          <Trans>How long it takes now</Trans>
        </Title>
        <Text fz="lg" fw={600}>
          {service.estimate ? <Wait estimate={service.estimate} /> : <NoPromise />}
        </Text>
        <HowTrue accuracy={accuracy} />
        <Text c="dimmed">
          <Trans>
            People whose problem is more urgent are seen first. You may leave the page while you
            wait, and be told when it is your turn.
          </Trans>
        </Text>
        <Group justify="space-between" mt="sm">
          <Button variant="default" size="lg" onClick={() => window.history.back()}>
            <Trans>Back</Trans>
          </Button>
          <Button size="lg" onClick={steps.enter} loading={steps.isJoining}>
            <Trans>Get in line</Trans>
          </Button>
        </Group>
      </Stack>
    </Surface>
  );
}
