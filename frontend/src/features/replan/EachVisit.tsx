import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState } from "@/shared/ui/states";
import { putAway, refresh } from "./api";
import { ChangeDrawer } from "./ChangeDrawer";
import { Counts } from "./Counts";
import { MovesTable } from "./MovesTable";
import type { Move, Proposal } from "./model";
import classes from "./replan.module.css";

interface Props {
  proposal: Proposal;
  onChange: (proposal: Proposal) => void;
  onNext: () => void;
}

/** The second step: what would become of each visit; any of them can be decided otherwise. */
export function EachVisit({ proposal, onChange, onNext }: Props) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Move | null>(null);
  const again = useMutation({ mutationFn: () => refresh(proposal.id), onSuccess: onChange });
  const away = useMutation({
    mutationFn: () => putAway(proposal.id),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["clinic"] });
      void navigate({ to: "/clinic/absences" });
    },
  });
  const { affected, leftovers } = proposal.counts;
  return (
    <Stack>
      {affected === 0 ? (
        <Notice kind="success" title={<Trans>No booked visit is touched</Trans>} />
      ) : (
        <>
          <Counts counts={proposal.counts} />
          {leftovers > 0 ? (
            <Notice
              kind="warning"
              title={
                <Plural
                  value={leftovers}
                  one="For # visit there is no place"
                  other="For # visits there is no place"
                />
              }
            >
              <Trans>
                They stay booked for now and go on a list, so that somebody phones these patients.
              </Trans>
            </Notice>
          ) : null}
          <MovesTable moves={proposal.moves} onOpen={setOpen} />
        </>
      )}
      {again.error || away.error ? <ErrorState error={again.error ?? away.error} /> : null}
      <Group className={classes.actions}>
        <Button size="md" onClick={onNext}>
          <Trans>Go on to confirm</Trans>
        </Button>
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          <Trans>Look for places again</Trans>
        </Button>
        <Button variant="subtle" loading={away.isPending} onClick={() => away.mutate()}>
          <Trans>Put this away</Trans>
        </Button>
      </Group>
      <Text c="dimmed" size="sm">
        <Trans>Nothing has happened yet, and no patient has heard of it.</Trans>
      </Text>
      <ChangeDrawer
        proposal={proposal}
        move={open}
        onClose={() => setOpen(null)}
        onChanged={(fresh) => {
          onChange(fresh);
          setOpen(null);
        }}
      />
    </Stack>
  );
}
