import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { query } from "@/shared/api/client";
import type { DoctorSummary } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Person } from "@/shared/ui/Person";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import type { Wishes } from "./FindPage";

interface Props {
  wishes: Wishes;
  change: (part: { [K in keyof Wishes]?: Wishes[K] | undefined }) => void;
}

/** Doctors whose name or description has the words, each with the next free time. */
export function DoctorMatches({ wishes, change }: Props) {
  const doctors = query.useQuery("get", "/api/v1/doctors", {
    params: {
      query: {
        ...(wishes.q ? { q: wishes.q } : {}),
        ...(wishes.specialty ? { specialty_id: wishes.specialty } : {}),
        ...(wishes.language ? { language: wishes.language } : {}),
      },
    },
  });
  return (
    <Loaded of={doctors} loading={<LoadingRows rows={3} height={120} />}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title={<Trans>No doctor matches “{wishes.q}”</Trans>}
            action={
              <Button
                variant="default"
                onClick={() => change({ q: undefined, specialty: undefined })}
              >
                <Trans>Show all free times</Trans>
              </Button>
            }
          >
            <Trans>Check the spelling, or choose a specialty instead.</Trans>
          </EmptyState>
        ) : (
          items.map((doctor) => <Match key={doctor.id} doctor={doctor} wishes={wishes} />)
        )
      }
    </Loaded>
  );
}

function Match({ doctor, wishes }: { doctor: DoctorSummary; wishes: Wishes }) {
  return (
    <Surface component="article" aria-label={doctor.display_name}>
      <Stack gap="sm">
        <Person
          name={doctor.display_name}
          photo={doctor.photo_url}
          heading={
            <Title order={2} fz="lg">
              <Anchor
                inherit
                c="inherit"
                underline="hover"
                renderRoot={(props) => (
                  <Link {...props} to="/doctors/$doctorId" params={{ doctorId: doctor.id }} />
                )}
              >
                {doctor.display_name}
              </Anchor>
            </Title>
          }
        >
          <Text c="dimmed">
            {doctor.title || doctor.specialties.map(({ name }) => name).join(", ")}
          </Text>
        </Person>
        <NextFree doctor={doctor} wishes={wishes} />
      </Stack>
    </Surface>
  );
}

function NextFree({ doctor, wishes }: { doctor: DoctorSummary; wishes: Wishes }) {
  const times = useTimes();
  const now = useNow(60_000);
  const openings = query.useQuery("get", "/api/v1/openings", {
    params: {
      query: {
        doctor_id: doctor.id,
        limit: 1,
        ...(wishes.modality ? { modality: wishes.modality } : {}),
        ...(wishes.part ? { part_of_day: wishes.part } : {}),
        ...(wishes.from ? { from: wishes.from } : {}),
      },
    },
  });
  if (openings.isPending) {
    return (
      <Text c="dimmed">
        <Trans>Looking for the next free time…</Trans>
      </Text>
    );
  }
  const next = openings.data?.items[0];
  if (!next) {
    return (
      <Text c="dimmed">
        <Trans>No free times for these wishes</Trans>
      </Text>
    );
  }
  const moment = times.moment(next.local_start, now);
  return (
    <Text>
      <Trans>
        Next free:{" "}
        <Anchor
          renderRoot={(props) => (
            <Link
              {...props}
              to="/book"
              search={{
                doctor: next.doctor_id,
                service: next.service_id,
                start: next.local_start,
              }}
            />
          )}
        >
          {moment}
        </Anchor>
      </Trans>
    </Text>
  );
}
