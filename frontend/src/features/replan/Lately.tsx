import { Plural, Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { listProposals } from "./api";
import { useDesk } from "./ForDesk";
import type { Summary } from "./model";
import classes from "./replan.module.css";
import { useSpan, useTitle } from "./wording";

/** Proposals that are being thought over, and those that were applied, with how many patients have answered. */
export function Lately() {
  const desk = useDesk();
  const proposals = useQuery({
    queryKey: ["clinic", desk.clinicId, "proposals"],
    queryFn: () => listProposals(desk.clinicId),
  });
  return (
    <Loaded of={proposals} loading={<LoadingRows rows={2} height={64} />}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={<Trans>Nothing was replanned yet</Trans>} />
        ) : (
          <ul className={classes.list}>
            {items.map((one) => (
              <SummaryLine key={one.id} one={one} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function SummaryLine({ one }: { one: Summary }) {
  const title = useTitle();
  const span = useSpan();
  const { affected, placed, leftovers } = one.counts;
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>{title(one)}</Text>
        <Text size="sm">{span(one)}</Text>
        <Text size="sm">
          {one.status === "open" ? <Trans>Not applied yet</Trans> : <Trans>Applied</Trans>}
          {": "}
          <Plural value={affected} one="# visit" other="# visits" />
          {", "}
          <Trans>{placed} with a new place</Trans>
          {", "}
          <Trans>{leftovers} without</Trans>
          {one.status === "applied" ? (
            <>
              {", "}
              <Plural
                value={one.answered}
                one="# patient has answered"
                other="# patients have answered"
              />
            </>
          ) : null}
        </Text>
      </div>
      <ButtonLink
        variant="default"
        to="/clinic/absences/$proposalId"
        params={{ proposalId: one.id }}
        aria-label={[title(one), span(one)].filter(Boolean).join(", ")}
      >
        {one.status === "open" ? <Trans>Go on</Trans> : <Trans>Look</Trans>}
      </ButtonLink>
    </li>
  );
}
