import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Account } from "@/shared/api/model";
import { ownPatient, useAccount } from "@/shared/auth/useAccount";
import { useSession } from "@/shared/auth/useSession";
import { addDays } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Facts } from "@/shared/ui/Facts";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { getRelease, type Release } from "./api";
import { Turn } from "./Turn";

/** One release: what is given out, when it opens, and this person's place in its queue. */
export function ReleasePage() {
  const { releaseId } = useParams({ from: "/releases/$releaseId" });
  const release = useQuery({
    queryKey: ["releases", releaseId],
    queryFn: () => getRelease(releaseId),
    refetchInterval: 60_000,
  });
  return <Loaded of={release}>{(found) => <Shown release={found} />}</Loaded>;
}

function Shown({ release }: { release: Release }) {
  const { t } = useLingui();
  const times = useTimes();
  const session = useSession();
  const now = useNow(1000);
  const over = now >= Date.parse(release.closes_at);
  const first = times.fullDate(release.local_starts);
  // The end is not included: a release until midnight ends on the day before.
  const last = times.fullDate(dayBefore(release.local_ends));
  return (
    <Stack gap="lg">
      <PageHeader
        title={release.name}
        lead={release.clinic_name}
        back={{ to: "/releases", label: t`Times given out in turn` }}
      />
      <Facts
        items={[
          [t`What`, release.services.map(({ name }) => name).join(", ")],
          [t`Visits`, first === last ? first : `${first} – ${last}`],
          [t`Opens`, `${times.moment(release.local_opens, now)}, ${times.zoneWords(release.zone)}`],
          [t`Time for booking`, t`${release.window_min} min when it is your turn`],
        ]}
      />
      {over ? <Over /> : session === "signed-in" ? <ForPatient release={release} /> : <SignIn />}
    </Stack>
  );
}

/** The day that was running just before a moment. */
function dayBefore(local: string): string {
  return local.slice(11, 19) === "00:00:00" ? addDays(local.slice(0, 10), -1) : local;
}

function Over() {
  return (
    <EmptyState
      title={<Trans>This is over</Trans>}
      action={
        <ButtonLink to="/find">
          <Trans>Find a free time</Trans>
        </ButtonLink>
      }
    >
      <Trans>What was left can be booked by anybody now.</Trans>
    </EmptyState>
  );
}

function SignIn() {
  const { href } = useLocation();
  return (
    <Stack gap="sm">
      <Text>
        <Trans>
          Sign in before it opens: everybody who is here by then has the same chance, whoever came
          first.
        </Trans>
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

function ForPatient({ release }: { release: Release }) {
  const { t } = useLingui();
  const account = useAccount();
  const [chosen, setChosen] = useState("");
  return (
    <Loaded of={account}>
      {(found) => {
        const patientId = chosen || ownPatient(found)?.id || "";
        if (!patientId)
          return (
            <Notice kind="info">
              <Trans>This account is not a patient's.</Trans>
            </Notice>
          );
        return (
          <>
            {mayBookFor(found).length > 1 ? (
              <Radio.Group label={t`Who is it for?`} value={patientId} onChange={setChosen}>
                <Stack gap="xs" mt="xs">
                  {mayBookFor(found).map(({ id, given_name, family_name }) => (
                    <Radio key={id} value={id} label={`${given_name} ${family_name}`} />
                  ))}
                </Stack>
              </Radio.Group>
            ) : null}
            <Turn key={patientId} release={release} patientId={patientId} />
          </>
        );
      }}
    </Loaded>
  );
}

const mayBookFor = ({ patients }: Account) =>
  patients.filter(({ scope }) => scope === "self" || scope === "book");
