import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/shared/api/client";
import type { Appointment } from "@/shared/api/model";
import { isProblem } from "@/shared/api/problem";
import { SignedIn } from "@/shared/auth/SignedIn";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { problemWords } from "@/shared/ui/words";
import { NewTimes } from "./NewTimes";
import { useVisit } from "./useVisit";

export function MovePage() {
  return (
    <SignedIn>
      <Move />
    </SignedIn>
  );
}

function Move() {
  const { t } = useLingui();
  const { visitId } = useParams({ from: "/visits/$visitId/move" });
  const visit = useVisit(visitId);
  return (
    <Stack gap="lg" maw={760}>
      <PageHeader
        title={t`Change the time of your visit`}
        back={{ to: "/visits/$visitId", params: { visitId }, search: {}, label: t`Your visit` }}
        lead={<Trans>Your present time stays yours until the new one is confirmed.</Trans>}
      />
      <Loaded of={visit} loading={<LoadingRows rows={3} height={120} />}>
        {(found) =>
          found.can.reschedule ? (
            <Chooser visit={found} />
          ) : (
            <Notice kind="warning" title={<Trans>It is too late to change the time here</Trans>}>
              <Trans>Phone the clinic; they may still find a way.</Trans>
            </Notice>
          )
        }
      </Loaded>
    </Stack>
  );
}

function Chooser({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [start, setStart] = useState<string | null>(null);
  const move = useMutation({
    mutationFn: (starts_at: string) =>
      api.POST("/api/v1/appointments/{appointment_id}/reschedule", {
        params: {
          path: { appointment_id: visit.id },
          header: { "if-match": `"${visit.revision}"` },
        },
        body: { starts_at },
      }),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => /appointments|days/.test(String(queryKey[1])),
      }),
    onSuccess: () =>
      navigate({
        to: "/visits/$visitId",
        params: { visitId: visit.id },
        search: { news: "moved" },
        replace: true,
      }),
  });
  const oldMoment = times.moment(visit.local_start, now);

  return (
    <>
      {start ? (
        <Surface component="section" aria-label={t`The new time`}>
          <Stack gap="md">
            <WhenWords start={start} zone={visit.zone} />
            <Text c="dimmed">
              <Trans>Instead of: {oldMoment}</Trans>
            </Text>
            {move.error ? (
              <Notice kind="danger">
                {isProblem(move.error, "slot-taken")
                  ? t`Somebody has just taken this time. Your present time is kept; choose another.`
                  : problemWords(move.error)}
              </Notice>
            ) : null}
            <Group>
              <Button loading={move.isPending} onClick={() => move.mutate(start)}>
                <Trans>Move the visit</Trans>
              </Button>
              <Button variant="default" onClick={() => setStart(null)}>
                <Trans>Choose another time</Trans>
              </Button>
            </Group>
          </Stack>
        </Surface>
      ) : (
        <NewTimes
          visit={visit}
          choose={(chosen) => {
            move.reset();
            setStart(chosen);
            window.scrollTo({ top: 0 });
          }}
        />
      )}
    </>
  );
}
