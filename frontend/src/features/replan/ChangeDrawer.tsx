import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { choose, listOptions } from "./api";
import type { Choice, Move, Option, Proposal } from "./model";
import classes from "./replan.module.css";
import { Words } from "./Words";

interface Props {
  proposal: Proposal;
  move: Move | null;
  onClose: () => void;
  onChanged: (proposal: Proposal) => void;
}

/** One visit: the other places it could have, the list of those to be phoned, or leaving it alone. */
export function ChangeDrawer({ proposal, move, onClose, onChanged }: Props) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={move !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={move ? t`The visit of ${move.patient_name}` : ""}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {move ? (
        <Decide key={move.appointment_id} proposal={proposal} move={move} onChanged={onChanged} />
      ) : null}
    </Drawer>
  );
}

interface DecideProps {
  proposal: Proposal;
  move: Move;
  onChanged: (proposal: Proposal) => void;
}

function Decide({ proposal, move, onChanged }: DecideProps) {
  const times = useTimes();
  const now = useNow(60_000);
  const decide = useMutation({
    mutationFn: (to: Choice) => choose(proposal, move.appointment_id, to),
    onSuccess: onChanged,
  });
  const was = times.moment(move.from.local_start, now);
  return (
    <Stack>
      <Text>
        <Trans>
          Until now: {was}, {move.from.doctor_name}
        </Trans>
      </Text>
      {decide.error ? <ErrorState error={decide.error} /> : null}
      <Group gap="xs">
        <Button
          variant="default"
          disabled={move.choice === "leftover"}
          loading={decide.isPending}
          onClick={() => decide.mutate(null)}
        >
          <Trans>Take no place: phone the patient</Trans>
        </Button>
        <Button
          variant="default"
          disabled={move.choice === "leave"}
          loading={decide.isPending}
          onClick={() => decide.mutate("leave")}
        >
          <Trans>Leave the visit as it is</Trans>
        </Button>
      </Group>
      {move.movable ? (
        <Options
          proposal={proposal}
          move={move}
          busy={decide.isPending}
          onPick={({ doctor_id, starts_at }) => decide.mutate({ doctor_id, starts_at })}
        />
      ) : null}
    </Stack>
  );
}

interface OptionsProps {
  proposal: Proposal;
  move: Move;
  busy: boolean;
  onPick: (option: Option) => void;
}

/** Places that are free, the best first; of one doctor or one day, when wanted. */
function Options({ proposal, move, busy, onPick }: OptionsProps) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const [doctor, setDoctor] = useState("");
  const [day, setDay] = useState("");
  const query = { ...(doctor ? { doctor_id: doctor } : {}), ...(day ? { date: day } : {}) };
  const options = useQuery({
    queryKey: ["proposal", proposal.id, proposal.revision, move.appointment_id, query],
    queryFn: () => listOptions(proposal.id, move.appointment_id, query),
  });
  const best = useQuery({
    queryKey: ["proposal", proposal.id, proposal.revision, move.appointment_id, {}],
    queryFn: () => listOptions(proposal.id, move.appointment_id, {}),
  });
  const doctors = new Map((best.data ?? []).map((one) => [one.doctor_id, one.doctor_name]));
  return (
    <section aria-label={t`Free places`}>
      <Text fw={650} mb="xs">
        <Trans>Free places, the best first</Trans>
      </Text>
      <div className={classes.fields}>
        <NativeSelect
          label={t`Doctor`}
          value={doctor}
          onChange={(event) => setDoctor(event.currentTarget.value)}
          data={[
            { value: "", label: t`Any doctor` },
            ...[...doctors].map(([value, label]) => ({ value, label })),
          ]}
        />
        <TextInput
          type="date"
          label={t`Day`}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      </div>
      <Stack mt="md">
        <Loaded of={options} loading={<LoadingRows rows={4} height={56} />}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState title={<Trans>No free place</Trans>}>
                <Trans>Try another doctor or another day, or phone the patient.</Trans>
              </EmptyState>
            ) : (
              <ul className={classes.options}>
                {items.map((option) => {
                  const chosen =
                    option.doctor_id === move.to?.doctor_id &&
                    option.starts_at === move.to.starts_at;
                  return (
                    <li key={`${option.doctor_id} ${option.starts_at}`}>
                      <button
                        type="button"
                        className={classes.option}
                        aria-pressed={chosen}
                        disabled={busy}
                        onClick={() => onPick(option)}
                      >
                        <Text component="span" fw={600} display="block">
                          {times.moment(option.local_start, now)}, {option.doctor_name}
                        </Text>
                        <Words words={option.words} />
                      </button>
                    </li>
                  );
                })}
              </ul>
            )
          }
        </Loaded>
      </Stack>
    </section>
  );
}
