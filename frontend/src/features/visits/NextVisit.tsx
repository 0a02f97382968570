import { Trans } from "@lingui/react/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { useNow } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { ModalityLabel } from "@/shared/ui/modality";
import { Person } from "@/shared/ui/Person";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { Surface } from "@/shared/ui/Surface";
import { Countdown } from "./Countdown";
import { mayEnter, phaseOf } from "./phase";

/** The one thing this person most likely came for. */
export function NextVisit({ visit }: { visit: Appointment }) {
  const now = useNow(5000);
  const phase = phaseOf(visit, now);
  const params = { visitId: visit.id };
  return (
    <Surface
      component="section"
      aria-labelledby="next"
      style={{ borderInlineStart: "5px solid var(--mantine-color-anchor)" }}
    >
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} fz="h3" id="next">
            <Trans>Next visit</Trans>
          </Title>
          <StatusBadge status={visit.status} />
        </Group>
        <WhenWords start={visit.local_start} end={visit.local_end} zone={visit.zone} />
        <Person name={visit.doctor.display_name} photo={visit.doctor.photo_url}>
          <Text c="dimmed">
            {[visit.doctor.title, visit.service.name].filter(Boolean).join(" · ")}
          </Text>
          <ModalityLabel modality={visit.modality} />
        </Person>
        <Countdown visit={visit} />
        <Group>
          {mayEnter(phase) ? (
            <ButtonLink to="/visits/$visitId/room" params={params} size="lg">
              <Trans>Join the visit</Trans>
            </ButtonLink>
          ) : null}
          <ButtonLink to="/visits/$visitId/check" params={params} variant="default">
            <Trans>Check camera and sound</Trans>
          </ButtonLink>
          <ButtonLink to="/visits/$visitId" params={params} variant="default">
            <Trans>Details</Trans>
          </ButtonLink>
        </Group>
      </Stack>
    </Surface>
  );
}
