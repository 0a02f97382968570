import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { type Call, callsKey, finishCall, listCalls } from "./api";
import classes from "./messages.module.css";
import { kindWords, languageWords } from "./words";

/** People who want to be phoned, or cannot be reached otherwise: the nearest visit first. */
export function Calls({ clinicId }: { clinicId: string }) {
  const calls = useQuery({
    queryKey: callsKey(clinicId),
    queryFn: () => listCalls(clinicId),
    refetchInterval: 30_000,
  });
  return (
    <Loaded of={calls} loading={<LoadingRows rows={3} height={96} />}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={<Trans>Nobody waits for a call</Trans>}>
            <Trans>
              Patients who asked to be phoned are listed here when something about their visit
              changes.
            </Trans>
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {items.map((call) => (
              <CallLine key={call.id} call={call} clinicId={clinicId} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function CallLine({ call, clinicId }: { call: Call; clinicId: string }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const done = useMutation({
    mutationFn: (reached: boolean) => finishCall(call.id, reached),
    onSettled: () => cache.invalidateQueries({ queryKey: ["clinic", clinicId] }),
  });
  const name = call.patient_name;
  return (
    <li className={classes.line}>
      <div className={classes.what}>
        <Text fw={600}>{name}</Text>
        <Anchor href={`tel:${call.phone}`} className={classes.phone}>
          {call.phone}
        </Anchor>
        <Text size="sm" c="dimmed">
          {[kindWords(call.kind), t`speaks ${languageWords(call.language)}`].join(" · ")}
        </Text>
        <Text className={classes.say}>{call.text}</Text>
        {call.tried > 0 ? (
          <Text size="sm">
            <Trans>Not reached so far: {call.tried}</Trans>
          </Text>
        ) : null}
        {done.error ? <ErrorState error={done.error} /> : null}
      </div>
      <Group gap="xs">
        <Button
          loading={done.isPending && done.variables}
          disabled={done.isPending}
          onClick={() => done.mutate(true)}
          aria-label={t`${name}: told`}
        >
          <Trans>Told</Trans>
        </Button>
        <Button
          variant="default"
          loading={done.isPending && !done.variables}
          disabled={done.isPending}
          onClick={() => done.mutate(false)}
          aria-label={t`${name}: not reached`}
        >
          <Trans>Not reached</Trans>
        </Button>
      </Group>
    </li>
  );
}
