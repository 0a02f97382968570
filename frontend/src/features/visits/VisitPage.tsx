import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Text } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import type { Appointment } from "@/shared/api/model";
import { SignedIn } from "@/shared/auth/SignedIn";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { useNow } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Facts } from "@/shared/ui/Facts";
import { ModalityLabel } from "@/shared/ui/modality";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Person } from "@/shared/ui/Person";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { CancelVisit } from "./CancelVisit";
import { Company } from "./Company";
import { Countdown } from "./Countdown";
import { MovedByClinic } from "./MovedByClinic";
import { mayEnter, type Phase, phaseOf } from "./phase";
import { useVisit } from "./useVisit";
import { VisitAnswers } from "./VisitAnswers";
import { WhatNext } from "./WhatNext";

export function VisitPage() {
  return (
    <SignedIn>
      <Visit />
    </SignedIn>
  );
}

function Visit() {
  const { t } = useLingui();
  const { visitId } = useParams({ from: "/visits/$visitId" });
  const { news } = useSearch({ from: "/visits/$visitId" });
  const visit = useVisit(visitId);
  return (
    <Stack gap="lg" maw={760}>
      <PageHeader title={t`Your visit`} back={{ to: "/visits", label: t`My visits` }} />
      <Loaded of={visit} loading={<LoadingRows rows={3} height={120} />}>
        {(found) => (
          <>
            <MovedByClinic visit={found} />
            {news && found.status === "booked" ? <News news={news} /> : null}
            <Details visit={found} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function News({ news }: { news: "booked" | "moved" }) {
  return (
    <Notice
      kind="success"
      title={
        news === "booked" ? (
          <Trans>Your visit is booked</Trans>
        ) : (
          <Trans>Your visit has a new time</Trans>
        )
      }
    >
      <Trans>We have sent you a message with the time and the way in.</Trans>
    </Notice>
  );
}

function Details({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const now = useNow(5000);
  const phase = phaseOf(visit, now);
  return (
    <>
      <Surface>
        <Stack gap="md">
          <Group justify="space-between" align="flex-start">
            <WhenWords start={visit.local_start} end={visit.local_end} zone={visit.zone} />
            <StatusBadge status={visit.status} />
          </Group>
          {phase === "over" || phase === "off" ? null : <Countdown visit={visit} />}
          <MainActions visit={visit} phase={phase} />
        </Stack>
      </Surface>
      <Surface>
        <Stack gap="md">
          <Person name={visit.doctor.display_name} photo={visit.doctor.photo_url}>
            <Text c="dimmed">{visit.doctor.title}</Text>
          </Person>
          <Facts
            items={[
              [t`Visit`, t`${visit.service.name}, ${visit.service.duration_min} min`],
              [t`How`, <ModalityLabel key="how" modality={visit.modality} />],
              [
                t`Patient`,
                [visit.patient, ...visit.companions].map((one) => one.display_name).join(", "),
              ],
              [t`Clinic`, visit.clinic.name],
              [t`Clinic's phone`, visit.clinic.phone],
              [t`What it is about`, visit.reason],
            ]}
          />
          {visit.can.reschedule || visit.can.cancel ? (
            <Group>
              {visit.can.reschedule ? (
                <ButtonLink
                  to="/visits/$visitId/move"
                  params={{ visitId: visit.id }}
                  variant="default"
                >
                  <Trans>Change the time</Trans>
                </ButtonLink>
              ) : null}
              {visit.status === "booked" && visit.can.cancel ? (
                <ButtonLink to="/waitlist/new" search={{ visit: visit.id }} variant="default">
                  <Trans>Tell me of an earlier time</Trans>
                </ButtonLink>
              ) : null}
              {visit.can.cancel ? <CancelVisit visit={visit} /> : null}
            </Group>
          ) : null}
        </Stack>
      </Surface>
      <VisitAnswers visit={visit} />
      <Company visit={visit} />
      <WhatNext visit={visit} phase={phase} />
    </>
  );
}

function MainActions({ visit, phase }: { visit: Appointment; phase: Phase }) {
  const params = { visitId: visit.id };
  if (phase === "over" || phase === "off") {
    return (
      <Group>
        {visit.status === "completed" ? (
          <ButtonLink to="/visits/$visitId/after" params={params}>
            <Trans>What was said</Trans>
          </ButtonLink>
        ) : null}
        <ButtonLink
          to="/doctors/$doctorId"
          params={{ doctorId: visit.doctor.id }}
          search={{ service: visit.service.id }}
          variant={visit.status === "completed" ? "default" : "filled"}
        >
          <Trans>Book this doctor again</Trans>
        </ButtonLink>
      </Group>
    );
  }
  return (
    <Group>
      {mayEnter(phase) ? (
        <ButtonLink to="/visits/$visitId/room" params={params} size="lg">
          <Trans>Join the visit</Trans>
        </ButtonLink>
      ) : null}
      <ButtonLink
        to="/visits/$visitId/check"
        params={params}
        variant={mayEnter(phase) ? "default" : "filled"}
      >
        <Trans>Check camera and sound</Trans>
      </ButtonLink>
    </Group>
  );
}
