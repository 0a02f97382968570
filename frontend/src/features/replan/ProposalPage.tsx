import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { getProposal } from "./api";
import { Changed } from "./Changed";
import { Confirm } from "./Confirm";
import { Done } from "./Done";
import { EachVisit } from "./EachVisit";
import { ForDesk } from "./ForDesk";
import type { Difference, Move, Proposal } from "./model";
import { Steps } from "./Steps";
import { useSpan, useTitle } from "./wording";

/** One proposal: each visit, then the confirmation, then what was done. */
export function ProposalPage() {
  const { proposalId } = useParams({ from: "/clinic/absences/$proposalId" });
  return (
    <ForDesk>
      <OneProposal key={proposalId} proposalId={proposalId} />
    </ForDesk>
  );
}

function OneProposal({ proposalId }: { proposalId: string }) {
  const proposal = useQuery({
    queryKey: ["proposal", proposalId],
    queryFn: () => getProposal(proposalId),
    // While it is thought over, only what is done here changes it on the screen.
    refetchOnWindowFocus: false,
  });
  return (
    <Loaded of={proposal} loading={<LoadingRows rows={5} height={64} />}>
      {(data) => <Wizard proposal={data} />}
    </Loaded>
  );
}

/** The facts moved while somebody was looking: what is different, with the names it had. */
export interface Surprise {
  changes: Difference[];
  before: Move[];
}

function Wizard({ proposal }: { proposal: Proposal }) {
  const { t } = useLingui();
  const title = useTitle();
  const span = useSpan();
  const cache = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const [surprise, setSurprise] = useState<Surprise | null>(null);
  const keep = (fresh: Proposal) => cache.setQueryData(["proposal", proposal.id], fresh);
  const header = (
    <PageHeader
      title={title(proposal)}
      lead={span(proposal)}
      back={{ to: "/clinic/absences", label: t`Absences` }}
    />
  );
  if (proposal.status === "discarded")
    return (
      <>
        {header}
        <EmptyState
          title={<Trans>This was put away</Trans>}
          action={
            <ButtonLink to="/clinic/absences/new">
              <Trans>A doctor is away…</Trans>
            </ButtonLink>
          }
        >
          <Trans>Nothing of it was done.</Trans>
        </EmptyState>
      </>
    );
  if (proposal.status === "applied")
    return (
      <>
        {header}
        <Steps at={4} />
        <Done proposal={proposal} />
      </>
    );
  return (
    <>
      {header}
      <Steps at={confirming ? 3 : 2} />
      <Stack>
        {surprise ? <Changed surprise={surprise} /> : null}
        {confirming ? (
          <Confirm
            proposal={proposal}
            onBack={() => setConfirming(false)}
            onDone={(applied) => {
              keep(applied);
              void cache.invalidateQueries({ queryKey: ["clinic"] });
            }}
            onOutdated={(fresh, changes) => {
              setSurprise({ changes, before: proposal.moves });
              setConfirming(false);
              keep(fresh);
            }}
          />
        ) : (
          <EachVisit
            proposal={proposal}
            onChange={keep}
            onNext={() => {
              setSurprise(null);
              setConfirming(true);
            }}
          />
        )}
      </Stack>
    </>
  );
}
