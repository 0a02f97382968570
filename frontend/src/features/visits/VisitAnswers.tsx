import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { Answers } from "@/shared/intake/Answers";
import { useAnswers } from "@/shared/intake/useAnswers";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Surface } from "@/shared/ui/Surface";

/** What the patient told the doctor before the visit, or the way to do so. Nothing where the clinic asks nothing. */
export function VisitAnswers({ visit }: { visit: Appointment }) {
  const { t, i18n } = useLingui();
  const answers = useAnswers(visit.id, i18n.locale);
  const found = answers.data;
  const open = visit.status === "booked" || visit.status === "arrived";
  if (!found?.asks || (!open && found.answers.length === 0)) return null;
  const none = found.answers.length === 0;
  return (
    <Surface component="section" aria-label={t`What you told the doctor`}>
      <Stack gap="md">
        <Title order={2} fz="h4">
          {none ? (
            <Trans>The doctor has a few questions</Trans>
          ) : (
            <Trans>What you told the doctor</Trans>
          )}
        </Title>
        {none ? (
          <Text>
            <Trans>Answer them before the visit, and you have more time to talk.</Trans>
          </Text>
        ) : (
          <Answers answers={found.answers} />
        )}
        {open ? (
          <Group>
            <ButtonLink
              to="/visits/$visitId/intake"
              params={{ visitId: visit.id }}
              variant={none ? "filled" : "default"}
            >
              {none ? <Trans>Answer the questions</Trans> : <Trans>Answer anew</Trans>}
            </ButtonLink>
          </Group>
        ) : null}
      </Stack>
    </Surface>
  );
}
