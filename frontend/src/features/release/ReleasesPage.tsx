import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { listReleases, type Release } from "./api";

/** Times that clinics give out in turn, now and soon. */
export function ReleasesPage() {
  const { t } = useLingui();
  const releases = useQuery({ queryKey: ["releases"], queryFn: listReleases });
  return (
    <>
      <PageHeader
        title={t`Times given out in turn`}
        back={{ to: "/find", label: t`Find a doctor` }}
        lead={<Trans>When many people wait for the same times, everybody gets a fair place.</Trans>}
      />
      <Loaded of={releases}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={<Trans>Nothing is given out in turn at the moment</Trans>}
              action={
                <ButtonLink to="/find">
                  <Trans>Find a free time</Trans>
                </ButtonLink>
              }
            />
          ) : (
            <Stack>
              {items.map((one) => (
                <Card key={one.id} release={one} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </>
  );
}

function Card({ release }: { release: Release }) {
  const times = useTimes();
  const opens = times.moment(release.local_opens, useNow());
  const zone = times.zoneWords(release.zone);
  return (
    <Surface component="article">
      <Stack gap="xs" align="flex-start">
        <Group gap="xs">
          <Title order={2} fz="h4">
            {release.name}
          </Title>
          {release.state === "open" ? (
            <Badge variant="outline">
              <Trans>open now</Trans>
            </Badge>
          ) : null}
        </Group>
        <Text c="dimmed">{release.clinic_name}</Text>
        {release.state === "waiting" ? (
          <Text>
            <Trans>
              Opens {opens}, {zone}
            </Trans>
          </Text>
        ) : null}
        <ButtonLink to="/releases/$releaseId" params={{ releaseId: release.id }} variant="default">
          <Trans>Go to the queue</Trans>
        </ButtonLink>
      </Stack>
    </Surface>
  );
}
