import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { leftoverDone, proposeVisit } from "./api";
import { useDesk } from "./ForDesk";
import type { Move } from "./model";
import classes from "./replan.module.css";
import { useLeftovers } from "./useLeftovers";

/** Patients whose visit found no place: somebody has to speak with them. */
export function Worklist() {
  const leftovers = useLeftovers();
  return (
    <Loaded of={leftovers} loading={<LoadingRows rows={2} height={64} />}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={<Trans>Nobody waits for a call</Trans>}>
            <Trans>
              Visits for which no place was found are listed here, until they have another time or
              you tick them off.
            </Trans>
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {items.map((move) => (
              <LeftoverLine key={move.appointment_id} move={move} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function LeftoverLine({ move }: { move: Move }) {
  const { t } = useLingui();
  const desk = useDesk();
  const times = useTimes();
  const now = useNow(60_000);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const done = useMutation({
    mutationFn: () => leftoverDone(move.appointment_id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic", desk.clinicId, "leftovers"] }),
  });
  const find = useMutation({
    mutationFn: () => proposeVisit(desk.clinicId, move.appointment_id),
    onSuccess: ({ id }) =>
      navigate({ to: "/clinic/absences/$proposalId", params: { proposalId: id } }),
  });
  const name = move.patient_name;
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="sm">
          {times.moment(move.from.local_start, now)}, {move.from.doctor_name}, {move.service_name}
        </Text>
        {move.phone ? (
          <Anchor href={`tel:${move.phone}`} className={classes.phone}>
            {move.phone}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            <Trans>No phone number is known</Trans>
          </Text>
        )}
        {done.error || find.error ? <ErrorState error={done.error ?? find.error} /> : null}
      </div>
      <Group gap="xs">
        {move.movable ? (
          <Button
            loading={find.isPending}
            onClick={() => find.mutate()}
            aria-label={t`Find a time for ${name}`}
          >
            <Trans>Find a time</Trans>
          </Button>
        ) : null}
        <Button
          variant="default"
          loading={done.isPending}
          onClick={() => done.mutate()}
          aria-label={t`Tick off: ${name}`}
        >
          <Trans>Tick off</Trans>
        </Button>
      </Group>
    </li>
  );
}
