import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, Title } from "@mantine/core";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { useTimes } from "@/shared/time/useTimes";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { AddChild } from "./AddChild";
import { type Patient, useRepresentatives } from "./api";
import { Invite } from "./Invite";
import { Representatives } from "./Representatives";
import { reachWords } from "./words";

/** Who I act for, and who acts for us. */
export function FamilyPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <Stack gap="lg" maw={760}>
        <PageHeader
          title={t`My family`}
          back={{ to: "/account", label: t`Account` }}
          lead={
            <Trans>
              You can book for your children, and let somebody you trust book for you or come along.
            </Trans>
          }
        />
        <People />
      </Stack>
    </SignedIn>
  );
}

function People() {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={2} height={160} />}>
      {({ patients }) => (
        <>
          {patients.length === 0 ? (
            <EmptyState title={<Trans>You are not a patient here</Trans>}>
              <Trans>Add a child below, or open the link of an invitation you got.</Trans>
            </EmptyState>
          ) : null}
          {patients.map((patient) => (
            <OnePerson key={patient.id} patient={patient} />
          ))}
          <AddChild />
        </>
      )}
    </Loaded>
  );
}

function OnePerson({ patient }: { patient: Patient }) {
  const { t } = useLingui();
  const times = useTimes();
  const acting = useRepresentatives(patient.id);
  const isMe = patient.relation === "self";
  const name = `${patient.given_name} ${patient.family_name}`;
  const born = times.fullDate(patient.birth_date);
  return (
    <Surface component="section" aria-label={name}>
      <Stack gap="md">
        <div>
          <Title order={2} fz="h3">
            {isMe ? t`${name} (you)` : name}
          </Title>
          <Text c="dimmed">
            <Trans>Born: {born}</Trans>
          </Text>
          {isMe ? null : <Text>{reachWords(patient.scope)}</Text>}
        </div>
        <Loaded of={acting} loading={<LoadingRows rows={1} height={60} />}>
          {({ items, invitations, may_invite }) => (
            <>
              <Representatives
                patientId={patient.id}
                isMe={isMe}
                items={items}
                invitations={invitations}
              />
              {may_invite ? (
                <Invite patientId={patient.id} name={patient.given_name} isMe={isMe} />
              ) : null}
            </>
          )}
        </Loaded>
      </Stack>
    </Surface>
  );
}
