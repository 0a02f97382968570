import { Trans } from "@lingui/react/macro";
import { Group, Stack, Text } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { ButtonLink } from "@/shared/ui/ButtonLink";

/** The way to an account and back. */
export function SignInFirst() {
  const { href } = useLocation();
  return (
    <Stack gap="sm">
      <Text>
        <Trans>Sign in or create an account first; then you come back to this page.</Trans>
      </Text>
      <Group>
        <ButtonLink to="/sign-in" search={{ next: href }}>
          <Trans>Sign in</Trans>
        </ButtonLink>
        <ButtonLink to="/register" search={{ next: href }} variant="default">
          <Trans>Create an account</Trans>
        </ButtonLink>
      </Group>
    </Stack>
  );
}
