import { Trans } from "@lingui/react/macro";
import { Container, Stack, Text, Title } from "@mantine/core";
import { ButtonLink } from "@/shared/ui/ButtonLink";

export function NotFoundPage() {
  return (
    <Container size="xs" py="xl">
      <Stack>
        <Title order={1}>
          <Trans>There is no such page</Trans>
        </Title>
        <Text>
          <Trans>
            The address may be mistyped, or the page may belong to somebody else's account.
          </Trans>
        </Text>
        <ButtonLink to="/">
          <Trans>To the first page</Trans>
        </ButtonLink>
      </Stack>
    </Container>
  );
}
