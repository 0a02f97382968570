import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState } from "@/shared/ui/states";
import type { TurnState } from "./useTurn";

/** Giving the place up, asked once more: it cannot be had back. */
export function LeaveLine({ state: { leaving } }: { state: TurnState }) {
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <Button variant="subtle" w="fit-content" px={0} onClick={() => setAsked(true)}>
        <Trans>Leave the line</Trans>
      </Button>
    );
  return (
    <Notice kind="warning" title={<Trans>Give your place up?</Trans>}>
      <Stack gap="sm">
        <Text>
          <Trans>If you come back later, you start at the end of the line.</Trans>
        </Text>
        {leaving.error ? <ErrorState error={leaving.error} /> : null}
        <Group>
          <Button variant="default" onClick={() => setAsked(false)}>
            <Trans>Stay in line</Trans>
          </Button>
          <Button color="red" loading={leaving.isPending} onClick={() => leaving.mutate()}>
            <Trans>Leave the line</Trans>
          </Button>
        </Group>
      </Stack>
    </Notice>
  );
}
