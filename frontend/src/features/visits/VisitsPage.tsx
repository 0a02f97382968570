import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Title } from "@mantine/core";
import { query } from "@/shared/api/client";
import { SignedIn } from "@/shared/auth/SignedIn";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import classes from "@/shared/ui/ui.module.css";
import { KeptTimes } from "./KeptTimes";
import { NextVisit } from "./NextVisit";
import { PastVisits } from "./PastVisits";
import { VisitRow } from "./VisitRow";

export function VisitsPage() {
  return (
    <SignedIn>
      <Visits />
    </SignedIn>
  );
}

function Visits() {
  const { t } = useLingui();
  const upcoming = query.useQuery(
    "get",
    "/api/v1/appointments",
    { params: { query: { when: "upcoming", limit: 50 } } },
    { refetchInterval: 30_000 },
  );
  return (
    <Stack gap="xl" maw={760}>
      <div>
        <PageHeader
          title={t`My visits`}
          actions={
            <ButtonLink to="/find" variant="default">
              <Trans>Book a visit</Trans>
            </ButtonLink>
          }
        />
        <KeptTimes />
        <Loaded of={upcoming} loading={<LoadingRows rows={2} height={180} />}>
          {({ items }) => {
            const [next, ...later] = items;
            if (!next) return <NothingAhead />;
            return (
              <Stack gap="xl">
                <NextVisit visit={next} />
                {later.length > 0 ? (
                  <Stack component="section" gap="sm" aria-labelledby="later">
                    <Title order={2} fz="h3" id="later">
                      <Trans>Later visits</Trans>
                    </Title>
                    <Stack component="ul" gap="sm" className={classes.plainList}>
                      {later.map((visit) => (
                        <li key={visit.id}>
                          <VisitRow visit={visit} />
                        </li>
                      ))}
                    </Stack>
                  </Stack>
                ) : null}
              </Stack>
            );
          }}
        </Loaded>
      </div>
      <PastVisits />
    </Stack>
  );
}

function NothingAhead() {
  return (
    <EmptyState
      title={<Trans>No visits ahead</Trans>}
      action={
        <Group>
          <ButtonLink to="/find">
            <Trans>Find a doctor</Trans>
          </ButtonLink>
        </Group>
      }
    >
      <Trans>When you book one, it stands here with everything you need for it.</Trans>
    </EmptyState>
  );
}
