import { Plural, Trans } from "@lingui/react/macro";
import { Box, Group, Stack } from "@mantine/core";
import { query } from "@/shared/api/client";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";

/** Times of the waitlist that can be taken at this moment: they do not wait long, so they come first. */
export function KeptTimes() {
  const offers = query.useQuery("get", "/api/v1/waitlist/offers", {}, { refetchInterval: 30_000 });
  const count = offers.data?.items.length ?? 0;
  if (count === 0) return null;
  return (
    <Box mb="lg">
      <Notice
        kind="info"
        title={
          <Plural value={count} one="A time is kept for you" other="# times are kept for you" />
        }
      >
        <Stack gap="sm" align="flex-start">
          <Trans>Only for a short while, then the next person is asked.</Trans>
          <Group>
            <ButtonLink to="/waitlist">
              <Trans>Look and answer</Trans>
            </ButtonLink>
          </Group>
        </Stack>
      </Notice>
    </Box>
  );
}
