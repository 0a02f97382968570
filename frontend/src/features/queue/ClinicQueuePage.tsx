import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { useTimes } from "@/shared/time/useTimes";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { type Board, getClinicBoard } from "./api";
import { Figures, Line } from "./BoardParts";
import classes from "./queue.module.css";
import { useHints } from "./useHints";
import { HowTrue, Wait } from "./Words";

/** The queue as the clinic's desk sees it: who waits and how long, without what they said. */
export function ClinicQueuePage() {
  return (
    <SignedIn>
      <OfClinic />
    </SignedIn>
  );
}

function OfClinic() {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={4} />}>
      {({ roles }) => {
        const mine = roles.find(({ role }) => role === "clinic_admin" || role === "registrar");
        return mine?.clinic_id ? (
          <Desk clinicId={mine.clinic_id} />
        ) : (
          <EmptyState title={<Trans>This page is for the clinic's staff</Trans>}>
            <Trans>Sign in with an account that works at the clinic.</Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}

function Desk({ clinicId }: { clinicId: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const key = ["duty", "clinic", clinicId];
  const board = useQuery({
    queryKey: key,
    queryFn: () => getClinicBoard(clinicId),
    refetchInterval: 30_000,
  });
  const look = useCallback(() => void client.invalidateQueries({ queryKey: ["duty"] }), [client]);
  useHints(`/api/v1/clinics/${clinicId}/duty/ticket`, look);
  return (
    <Loaded of={board} loading={<LoadingRows rows={5} />}>
      {(data) => (
        <>
          <PageHeader title={t`Duty queue`} lead={data.clinic.name} />
          <Stack gap="lg">
            <Figures board={data} />
            <Doctors board={data} />
            <section aria-labelledby="line-title">
              <Title order={2} fz="h3" mb="sm" id="line-title">
                <Trans>In line</Trans>
              </Title>
              <Line board={data} />
            </section>
            <div>
              {data.estimate ? (
                <Text>
                  <Trans>Whoever came now would be told:</Trans> <Wait estimate={data.estimate} />
                </Text>
              ) : null}
              <HowTrue accuracy={data.accuracy} />
            </div>
          </Stack>
        </>
      )}
    </Loaded>
  );
}

function Doctors({ board }: { board: Board }) {
  const times = useTimes();
  return (
    <section aria-labelledby="doctors-title">
      <Title order={2} fz="h3" mb="sm" id="doctors-title">
        <Trans>On duty</Trans>
      </Title>
      {board.doctors.length === 0 ? (
        <Text c="dimmed">
          <Trans>
            Nobody is on duty. Doctors go on duty themselves, on their page “Duty queue”.
          </Trans>
        </Text>
      ) : (
        <ul className={classes.list}>
          {board.doctors.map((doctor) => {
            const since = times.clock(doctor.local_since);
            return (
              <li key={doctor.id} className={classes.row}>
                <Text fw={650} className={classes.who}>
                  {doctor.display_name}
                </Text>
                <Text className={classes.waits}>
                  {doctor.with_since ? (
                    <Trans>with a patient</Trans>
                  ) : doctor.here ? (
                    <Trans>free</Trans>
                  ) : (
                    <Trans>not seen for ten minutes</Trans>
                  )}
                </Text>
                <Text size="sm" c="dimmed">
                  <Trans>on duty since {since}</Trans>
                </Text>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
