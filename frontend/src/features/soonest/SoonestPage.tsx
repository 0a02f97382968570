import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import { useLocation, useSearch } from "@tanstack/react-router";
import { query } from "@/shared/api/client";
import { ownPatient, useAccount } from "@/shared/auth/useAccount";
import { useSession } from "@/shared/auth/useSession";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { Soonest } from "./Soonest";
import { backTo, type SoonestWish } from "./wish";

/** Any doctor of a specialty, as soon as can be, in one step. */
export function SoonestPage() {
  const { t } = useLingui();
  const wish: SoonestWish = useSearch({ from: "/soonest" });
  const session = useSession();
  return (
    <Stack maw={640} gap="lg">
      <PageHeader
        title={t`Book the soonest visit`}
        lead={
          <Trans>
            With any doctor who fits. If you know one of them and they are free within the same
            hour, it is them.
          </Trans>
        }
        back={{ ...backTo(wish), label: t`Choose a time myself` }}
      />
      {wish.specialty ? (
        session === "signed-in" ? (
          <SignedIn wish={wish} />
        ) : (
          <SignInFirst />
        )
      ) : (
        <NoSpecialty />
      )}
    </Stack>
  );
}

function SignedIn({ wish }: { wish: SoonestWish }) {
  const account = useAccount();
  const specialties = query.useQuery("get", "/api/v1/specialties", {});
  return (
    <Loaded of={account}>
      {(found) => {
        const own = ownPatient(found);
        if (!own)
          return (
            <EmptyState title={<Trans>This account is not a patient's</Trans>}>
              <Trans>
                Visits are booked from a patient's account, or by the clinic on the phone.
              </Trans>
            </EmptyState>
          );
        return (
          <Loaded of={specialties}>
            {({ items }) => (
              <Soonest
                wish={wish}
                specialty={items.find(({ id }) => id === wish.specialty)?.name ?? ""}
                patients={found.patients}
                first={own.id}
              />
            )}
          </Loaded>
        );
      }}
    </Loaded>
  );
}

function NoSpecialty() {
  return (
    <EmptyState
      title={<Trans>What kind of doctor do you need?</Trans>}
      action={
        <ButtonLink to="/find">
          <Trans>Choose a specialty</Trans>
        </ButtonLink>
      }
    >
      <Trans>Choose a specialty first; then the soonest visit can be booked for you.</Trans>
    </EmptyState>
  );
}

function SignInFirst() {
  const { href } = useLocation();
  return (
    <Stack gap="sm">
      <Title order={2} fz="h3">
        <Trans>One step before booking</Trans>
      </Title>
      <Text>
        <Trans>
          The doctor has to know who you are. Sign in or create an account, which takes two minutes;
          then you come back to this page.
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
