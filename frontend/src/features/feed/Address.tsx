import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, List, Stack, TextInput, Title } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import type { FeedMade } from "./useFeed";

/** The new address, this once, and where to put it. */
export function Address({ made }: { made: FeedMade }) {
  const { t } = useLingui();
  const clipboard = useClipboard({ timeout: 4000 });
  return (
    <Surface component="section" aria-labelledby="feed-address">
      <Stack gap="md">
        <Title order={2} fz="h3" id="feed-address">
          <Trans>Your address is ready</Trans>
        </Title>
        <Notice kind="warning">
          <Trans>
            It is shown only now. Whoever has it can see when you are busy: give it to your calendar
            program and to nobody else.
          </Trans>
        </Notice>
        <TextInput
          label={t`Secret address`}
          value={made.url}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <Group>
          <Button onClick={() => clipboard.copy(made.url)}>
            <Trans>Copy the address</Trans>
          </Button>
          <Button component="a" href={made.webcal_url} variant="default">
            <Trans>Open in my calendar program</Trans>
          </Button>
          <span role="status">{clipboard.copied ? <Trans>Copied.</Trans> : null}</span>
        </Group>
        <List spacing="xs">
          <List.Item>
            <Trans>iPhone, iPad, Mac: press "Open in my calendar program", then Subscribe.</Trans>
          </List.Item>
          <List.Item>
            <Trans>Google Calendar: Other calendars, From URL, and paste the address.</Trans>
          </List.Item>
          <List.Item>
            <Trans>Outlook: Add calendar, Subscribe from web, and paste the address.</Trans>
          </List.Item>
        </List>
      </Stack>
    </Surface>
  );
}
