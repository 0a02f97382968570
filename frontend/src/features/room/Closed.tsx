import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Container, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Room } from "@/shared/live/room";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";

interface Props {
  room: Room;
  visitId: string;
}

/** The room is closed for this page: why, and the way on. */
export function Closed({ room, visitId }: Props) {
  const client = useQueryClient();
  const why = room.closedBecause;
  useEffect(() => {
    void client.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/appointments"),
    });
  }, [client]);
  if (why === "ended" || why === "left") {
    return <Navigate to="/visits/$visitId/after" params={{ visitId }} replace />;
  }
  return (
    <Container size="sm" py="xl" w="100%">
      <Reason room={room} visitId={visitId} />
    </Container>
  );
}

function Reason({ room, visitId }: Props) {
  const { t } = useLingui();
  const toVisit = (
    <ButtonLink to="/visits/$visitId" params={{ visitId }} search={{}} variant="default">
      <Trans>To my visit</Trans>
    </ButtonLink>
  );
  switch (room.closedBecause) {
    case "elsewhere":
      return (
        <Stack>
          <PageHeader title={t`The visit is open in another window`} />
          <Text>
            <Trans>It can be open in one place at a time. You may take it over here.</Trans>
          </Text>
          <Group>
            <Button onClick={room.actions.reconnect}>
              <Trans>Continue here</Trans>
            </Button>
            {toVisit}
          </Group>
        </Stack>
      );
    case "signed_out":
      return (
        <Stack>
          <PageHeader title={t`You are signed out`} />
          <Text>
            <Trans>Sign in, and you come back to the visit.</Trans>
          </Text>
          <Group>
            <ButtonLink to="/sign-in" search={{ next: `/visits/${visitId}/room` }}>
              <Trans>Sign in</Trans>
            </ButtonLink>
          </Group>
        </Stack>
      );
    case "removed":
    case "denied":
      return (
        <Stack>
          <PageHeader title={t`The door is closed`} />
          <Text>
            <Trans>
              The waiting room opens shortly before the visit, and closes when it is over. Your
              visit's page says when.
            </Trans>
          </Text>
          <Group>{toVisit}</Group>
        </Stack>
      );
    default:
      return (
        <Stack>
          <PageHeader title={t`This page has lost its way`} />
          <Text>
            <Trans>Load it again; the visit goes on, and nothing that was written is lost.</Trans>
          </Text>
          <Group>
            <Button onClick={() => window.location.reload()}>
              <Trans>Load the page again</Trans>
            </Button>
            {toVisit}
          </Group>
        </Stack>
      );
  }
}
