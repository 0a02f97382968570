import { Trans } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { query } from "@/shared/api/client";

/** Times that are not in the list because a clinic gives them out in turn. */
export function InTurn() {
  const releases = query.useQuery("get", "/api/v1/releases", {}, { staleTime: 300_000 });
  if (!releases.data?.items.length) return null;
  return (
    <Text>
      <Anchor renderRoot={(props) => <Link {...props} to="/releases" />}>
        <Trans>Some times are given out in turn</Trans>
      </Anchor>
    </Text>
  );
}
