import { Trans } from "@lingui/react/macro";
import { Title } from "@mantine/core";

export function LandingPage() {
  return (
    <Title order={1}>
      <Trans>See a doctor without leaving home</Trans>
    </Title>
  );
}
