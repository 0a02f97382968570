import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState } from "@/shared/ui/states";
import { apply, freshIn, newKey } from "./api";
import type { Difference, Proposal } from "./model";
import { useSpan } from "./wording";

interface Props {
  proposal: Proposal;
  onBack: () => void;
  onDone: (applied: Proposal) => void;
  onOutdated: (fresh: Proposal, changes: Difference[]) => void;
}

/** The third step: what pressing the button does, in full. */
export function Confirm({ proposal, onBack, onDone, onOutdated }: Props) {
  const [key] = useState(newKey);
  const act = useMutation({
    mutationFn: () => apply(proposal, key),
    onSuccess: onDone,
    onError: (error) => {
      const fresh = freshIn(error);
      if (fresh) onOutdated(fresh.proposal, fresh.changes);
    },
  });
  const { placed, leftovers, left } = proposal.counts;
  return (
    <Surface>
      <Stack>
        <Text fw={650} fz="lg">
          <Trans>When you press the button</Trans>
        </Text>
        <List spacing="xs">
          <Closing proposal={proposal} />
          {placed > 0 ? (
            <List.Item>
              <Plural
                value={placed}
                one="# visit moves to its new place, and its patient is told at once. They can accept, choose another time or cancel with one tap; while they do not answer, the place is kept for them."
                other="# visits move to their new places, and their patients are told at once. They can accept, choose another time or cancel with one tap; while they do not answer, the places are kept for them."
              />
            </List.Item>
          ) : null}
          {leftovers > 0 ? (
            <List.Item>
              <Plural
                value={leftovers}
                one="# patient without a place is told so and goes on the list of those to be phoned."
                other="# patients without a place are told so and go on the list of those to be phoned."
              />
            </List.Item>
          ) : null}
          {left > 0 ? (
            <List.Item>
              <Plural
                value={left}
                one="# visit stays as it is. Its patient hears nothing."
                other="# visits stay as they are. Their patients hear nothing."
              />
            </List.Item>
          ) : null}
        </List>
        {act.error && !freshIn(act.error) ? <ErrorState error={act.error} /> : null}
        <Group>
          <Button size="md" loading={act.isPending} onClick={() => act.mutate()}>
            {placed + leftovers > 0 ? (
              <Trans>Apply and tell the patients</Trans>
            ) : (
              <Trans>Apply</Trans>
            )}
          </Button>
          <Button variant="default" onClick={onBack}>
            <Trans>Back to the visits</Trans>
          </Button>
        </Group>
      </Stack>
    </Surface>
  );
}

function Closing({ proposal }: { proposal: Proposal }) {
  const span = useSpan();
  const { doctor_name: name } = proposal;
  const when = span(proposal);
  if (proposal.kind === "hours")
    return (
      <List.Item>
        <Trans>The working hours of {name} change.</Trans>
      </List.Item>
    );
  return when ? (
    <List.Item>
      <Trans>
        Nobody can book {name} in this time: {when}.
      </Trans>
    </List.Item>
  ) : null;
}
