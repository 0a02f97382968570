import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { Appointment } from "@/shared/api/model";
import { SignedIn } from "@/shared/auth/SignedIn";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { useNow } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Facts } from "@/shared/ui/Facts";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { Conversation } from "./Conversation";
import { mayEnter, phaseOf } from "./phase";
import { useVisit } from "./useVisit";

export function AfterPage() {
  return (
    <SignedIn>
      <After />
    </SignedIn>
  );
}

function After() {
  const { visitId } = useParams({ from: "/visits/$visitId/after" });
  const visit = useVisit(visitId);
  return (
    <Stack gap="lg" maw={760}>
      <Loaded of={visit} loading={<LoadingRows rows={3} height={120} />}>
        {(found) => <Outcome visit={found} />}
      </Loaded>
    </Stack>
  );
}

function Outcome({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const now = useNow(5000);
  const stillOn = mayEnter(phaseOf(visit, now));
  const doctor = visit.doctor.display_name;
  const emergency = visit.clinic.emergency_number ?? "112";
  return (
    <>
      <PageHeader
        title={stillOn ? t`You have left the visit` : t`Your visit is over`}
        back={{ to: "/visits", label: t`My visits` }}
      />
      {stillOn ? (
        <Notice kind="info" title={<Trans>The visit is still open</Trans>}>
          <Stack gap="sm" align="flex-start">
            <Text>
              <Trans>You can go back in until the doctor ends it.</Trans>
            </Text>
            <ButtonLink to="/visits/$visitId/room" params={{ visitId: visit.id }}>
              <Trans>Go back to the visit</Trans>
            </ButtonLink>
          </Stack>
        </Notice>
      ) : null}
      <Surface>
        <Stack gap="md">
          <WhenWords start={visit.local_start} end={visit.local_end} zone={visit.zone} size="lg" />
          <Facts
            items={[
              [t`Doctor`, [doctor, visit.doctor.title].filter(Boolean).join(", ")],
              [t`Visit`, visit.service.name],
              [t`Clinic`, visit.clinic.name],
            ]}
          />
        </Stack>
      </Surface>
      <Conversation visitId={visit.id} />
      {stillOn ? null : (
        <Stack component="section" gap="sm" aria-labelledby="then">
          <Title order={2} fz="h3" id="then">
            <Trans>What now</Trans>
          </Title>
          <Text>
            <Trans>
              Follow what the doctor told you. If you get worse, book again; if your life is in
              danger, call <b>{emergency}</b>.
            </Trans>
          </Text>
          <Group>
            <ButtonLink
              to="/doctors/$doctorId"
              params={{ doctorId: visit.doctor.id }}
              search={{ service: visit.service.id }}
            >
              <Trans>Book this doctor again</Trans>
            </ButtonLink>
            <ButtonLink to="/visits" variant="default">
              <Trans>My visits</Trans>
            </ButtonLink>
          </Group>
        </Stack>
      )}
    </>
  );
}
