import { Trans, useLingui } from "@lingui/react/macro";
import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconCalendarSearch, IconClipboardCheck, IconVideo } from "@tabler/icons-react";
import { useEffect } from "react";
import { homeOf, useAccount } from "@/shared/auth/useAccount";
import { useSession } from "@/shared/auth/useSession";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { DemoSignIns } from "./DemoSignIns";
import classes from "./landing.module.css";
import { Specialties } from "./Specialties";

export function LandingPage() {
  const { t } = useLingui();
  const session = useSession();
  const { data: account } = useAccount();
  const home = homeOf(account);
  useEffect(() => {
    document.title = t`Telemed: see a doctor by video`;
  }, [t]);
  return (
    <Stack gap={56}>
      <Stack gap="lg" className={classes.hero}>
        <Title order={1} className={classes.headline}>
          <Trans>See a doctor without leaving home</Trans>
        </Title>
        <Text fz="xl" c="dimmed" maw={600}>
          <Trans>
            Find a free time, book it, and be seen by video, audio or chat. You can look for a
            doctor before you have an account.
          </Trans>
        </Text>
        <Group>
          <ButtonLink to="/find" size="lg">
            <Trans>Find a doctor</Trans>
          </ButtonLink>
          <ButtonLink to="/now" size="lg" variant="default">
            <Trans>See a doctor now</Trans>
          </ButtonLink>
          {session === "signed-in" && account ? (
            <ButtonLink to={home} size="lg" variant="default">
              {home === "/visits" ? <Trans>My visits</Trans> : <Trans>To my work</Trans>}
            </ButtonLink>
          ) : (
            <ButtonLink to="/register" size="lg" variant="default">
              <Trans>Create an account</Trans>
            </ButtonLink>
          )}
        </Group>
        <Notice kind="warning">
          <Text>
            <Trans>
              If somebody's life is in danger, do not wait for a visit here: call 112 now.
            </Trans>
          </Text>
        </Notice>
      </Stack>

      <Specialties />

      <Stack component="section" gap="lg" aria-labelledby="how">
        <Title order={2} id="how">
          <Trans>How it works</Trans>
        </Title>
        <SimpleGrid component="ol" cols={{ base: 1, sm: 3 }} spacing="xl" className={classes.steps}>
          <Step Icon={IconCalendarSearch} title={<Trans>Choose a time</Trans>}>
            <Trans>Free times of all doctors, the earliest first. No phone calls.</Trans>
          </Step>
          <Step Icon={IconClipboardCheck} title={<Trans>Check your device</Trans>}>
            <Trans>A minute before the visit you see that camera and sound work.</Trans>
          </Step>
          <Step Icon={IconVideo} title={<Trans>Talk to the doctor</Trans>}>
            <Trans>Nothing to install. If video fails, audio and chat go on.</Trans>
          </Step>
        </SimpleGrid>
      </Stack>

      {session === "signed-in" ? null : <DemoSignIns />}
    </Stack>
  );
}

interface StepProps {
  Icon: typeof IconVideo;
  title: React.ReactNode;
  children: React.ReactNode;
}

function Step({ Icon, title, children }: StepProps) {
  return (
    <Stack component="li" gap="xs">
      <Icon size={32} aria-hidden className={classes.stepIcon} />
      <Title order={3} fz="lg">
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
    </Stack>
  );
}
