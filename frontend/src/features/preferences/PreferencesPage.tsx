import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { SignedIn } from "@/shared/auth/SignedIn";
import { PushSwitch } from "@/shared/push/PushSwitch";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { ChoiceForm } from "./ChoiceForm";
import { Section } from "./Section";
import { useChoices } from "./useChoices";

/** What a person hears, by which ways, and when not. */
export function PreferencesPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <Stack gap="lg" maw={760}>
        <PageHeader
          title={t`What I hear, and how`}
          back={{ to: "/inbox", label: t`Messages` }}
          lead={
            <Trans>
              Everything is in your inbox here. Choose what else reaches you. Codes and warnings
              about your account always come.
            </Trans>
          }
        />
        <Chosen />
        <Section title={<Trans>On this device</Trans>}>
          <PushSwitch />
        </Section>
      </Stack>
    </SignedIn>
  );
}

function Chosen() {
  const choices = useChoices();
  return (
    <Loaded of={choices} loading={<LoadingRows rows={2} height={220} />}>
      {(held) => <ChoiceForm held={held} />}
    </Loaded>
  );
}
