import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, ErrorState, Loaded } from "@/shared/ui/states";
import { AbsenceForm } from "./AbsenceForm";
import { listAbsences, removeAbsence } from "./api";
import classes from "./hours.module.css";
import type { Absence } from "./model";
import { PreviewPanel } from "./PreviewPanel";
import { useReasons } from "./reasons";
import { type OnReplan, replanOf, useTimeChange } from "./useTimeChange";

/** When a doctor is away; who is touched is shown before it counts. */
interface Props {
  calendarId: string;
  zone: string;
  onReplan?: OnReplan;
}

export function Absences({ calendarId, zone, onReplan }: Props) {
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState(false);
  const absences = useQuery({
    queryKey: ["clinic", "absences", calendarId],
    queryFn: () => listAbsences(calendarId),
  });
  const change = useTimeChange(calendarId, () => {
    setAdding(false);
    setDone(true);
  });
  if (change.pending)
    return (
      <Surface>
        <PreviewPanel
          preview={change.pending.preview}
          changed={change.pending.changed}
          busy={change.busy}
          onApply={change.apply}
          onBack={change.forget}
          onReplan={replanOf(change.pending.wish, onReplan)}
        />
        {change.error ? <ErrorState error={change.error} /> : null}
      </Surface>
    );
  return (
    <Stack>
      {done ? <Notice kind="success" title={<Trans>The absence was entered</Trans>} /> : null}
      {change.error ? <ErrorState error={change.error} /> : null}
      {adding ? (
        <Surface>
          <AbsenceForm
            zone={zone}
            busy={change.busy}
            onPreview={(body) => change.look({ kind: "absence", body })}
            onBack={() => setAdding(false)}
          />
        </Surface>
      ) : (
        <>
          <Loaded of={absences}>
            {(items) =>
              items.length === 0 ? (
                <EmptyState title={<Trans>No absences</Trans>} />
              ) : (
                <ul className={classes.list}>
                  {items.map((one) => (
                    <AbsenceLine key={one.id} absence={one} />
                  ))}
                </ul>
              )
            }
          </Loaded>
          <Button
            w="fit-content"
            onClick={() => {
              setDone(false);
              setAdding(true);
            }}
          >
            <Trans>Enter an absence</Trans>
          </Button>
        </>
      )}
    </Stack>
  );
}

function AbsenceLine({ absence }: { absence: Absence }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const reasons = useReasons();
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: () => removeAbsence(absence.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic"] }),
  });
  const from = times.moment(absence.local_start, now);
  const to = times.moment(absence.local_end, now);
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{reasons[absence.reason]}</Text>
        <Text size="sm">
          <Trans>
            from {from} until {to}
          </Trans>
        </Text>
        {absence.note ? <Text size="sm">{absence.note}</Text> : null}
        {end.error ? <ErrorState error={end.error} /> : null}
      </div>
      <Group>
        <Button
          variant="default"
          loading={end.isPending}
          aria-label={t`End the absence from ${from}`}
          onClick={() => end.mutate()}
        >
          <Trans>Remove</Trans>
        </Button>
      </Group>
    </li>
  );
}
