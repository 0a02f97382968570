import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Title } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { ForDesk } from "./ForDesk";
import { Lately } from "./Lately";
import { Uncovered } from "./Uncovered";
import { Worklist } from "./Worklist";

/** Who is away, what that leaves to be done, and what was done about it. */
export function AbsencesPage() {
  const { t } = useLingui();
  return (
    <ForDesk>
      <PageHeader
        title={t`Absences`}
        lead={
          <Trans>
            When a doctor cannot come, other places are found for all their visits at once. You look
            at them first; patients hear of it when you apply.
          </Trans>
        }
        actions={
          <ButtonLink to="/clinic/absences/new" size="md" leftSection={<IconUserOff size={20} />}>
            <Trans>A doctor is away…</Trans>
          </ButtonLink>
        }
      />
      <Stack gap="xl">
        <section>
          <Title order={2} fz="h3" mb="sm">
            <Trans>Visits that nobody covers</Trans>
          </Title>
          <Uncovered />
        </section>
        <section>
          <Title order={2} fz="h3" mb="sm">
            <Trans>To be dealt with by phone</Trans>
          </Title>
          <Worklist />
        </section>
        <section>
          <Title order={2} fz="h3" mb="sm">
            <Trans>Lately</Trans>
          </Title>
          <Lately />
        </section>
      </Stack>
    </ForDesk>
  );
}
