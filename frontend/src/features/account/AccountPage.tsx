import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { useSignOut } from "@/shared/auth/useSignOut";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { problemWords } from "@/shared/ui/words";
import { Accesses } from "./Accesses";
import { ChangePassword } from "./ChangePassword";
import { Preferences } from "./Preferences";
import { Profile } from "./Profile";
import { Sessions } from "./Sessions";

export function AccountPage() {
  return (
    <SignedIn>
      <AccountSections />
    </SignedIn>
  );
}

function AccountSections() {
  const { t } = useLingui();
  const account = useAccount();
  return (
    <Stack gap="lg" maw={760}>
      <PageHeader title={t`Account`} actions={<SignOut />} />
      <Loaded of={account} loading={<LoadingRows rows={4} height={140} />}>
        {(found) => (
          <>
            <Section title={<Trans>You</Trans>}>
              <Profile account={found} />
            </Section>
            <Section title={<Trans>Language of messages</Trans>}>
              <Preferences account={found} />
            </Section>
            <Section title={<Trans>Messages</Trans>}>
              <Group>
                <ButtonLink to="/account/messages" variant="default">
                  <Trans>What I hear, and how</Trans>
                </ButtonLink>
              </Group>
            </Section>
            <Section title={<Trans>Family</Trans>}>
              <Group>
                <ButtonLink to="/family" variant="default">
                  <Trans>Who I act for, and who acts for me</Trans>
                </ButtonLink>
              </Group>
            </Section>
            <Section title={<Trans>Password</Trans>}>
              <ChangePassword />
            </Section>
            <Section title={<Trans>Where you are signed in</Trans>}>
              <Sessions />
            </Section>
            <Section title={<Trans>Who looked at my data</Trans>}>
              <Accesses />
            </Section>
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <Surface component="section" aria-labelledby={id}>
      <Stack gap="md">
        <Title order={2} fz="h3" id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Surface>
  );
}

function SignOut() {
  const signOut = useSignOut();
  const leave = useMutation({ mutationFn: () => signOut("here") });
  return (
    <Group>
      <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
        <Trans>Sign out</Trans>
      </Button>
      {leave.error ? <Notice kind="danger">{problemWords(leave.error)}</Notice> : null}
    </Group>
  );
}
