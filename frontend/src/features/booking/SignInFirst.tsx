import { Trans } from "@lingui/react/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { ButtonLink } from "@/shared/ui/ButtonLink";

/** The way to an account and back to this very choice. */
export function SignInFirst() {
  const { href } = useLocation();
  return (
    <Stack gap="sm">
      <Title order={2} fz="h3">
        <Trans>One step before booking</Trans>
      </Title>
      <Text>
        <Trans>
          The doctor has to know who you are. Create an account, which takes two minutes, or sign
          in; then you come back to this page with your choice kept.
        </Trans>
      </Text>
      <Group mt="xs">
        <ButtonLink to="/register" search={{ next: href }}>
          <Trans>Create an account</Trans>
        </ButtonLink>
        <ButtonLink to="/sign-in" search={{ next: href }} variant="default">
          <Trans>Sign in</Trans>
        </ButtonLink>
      </Group>
    </Stack>
  );
}
