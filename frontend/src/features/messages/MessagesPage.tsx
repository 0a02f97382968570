import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageHeader } from "@/shared/ui/PageHeader";
import { callsKey, listCalls } from "./api";
import { Calls } from "./Calls";
import { ForDesk } from "./ForDesk";
import { History } from "./History";
import classes from "./messages.module.css";

/** What was sent about the clinic's visits, what could not be, and whom to phone. */
export function MessagesPage() {
  const { t } = useLingui();
  const { show = "calls" } = useSearch({ from: "/clinic/messages" });
  return (
    <ForDesk>
      {(clinicId) => (
        <>
          <PageHeader
            title={t`Messages sent`}
            lead={
              <Trans>
                What patients and doctors were told, by which way, and whether it left. Texts are
                not shown.
              </Trans>
            }
          />
          <nav className={classes.tabs} aria-label={t`Which messages`}>
            <Tab show="calls" now={show}>
              <Trans>To phone</Trans>
              <CallCount clinicId={clinicId} />
            </Tab>
            <Tab show="dead" now={show}>
              <Trans>Not delivered</Trans>
            </Tab>
            <Tab show="all" now={show}>
              <Trans>All</Trans>
            </Tab>
          </nav>
          {show === "calls" ? <Calls clinicId={clinicId} /> : null}
          {show === "dead" ? <History key="dead" clinicId={clinicId} only="dead" /> : null}
          {show === "all" ? <History key="all" clinicId={clinicId} /> : null}
        </>
      )}
    </ForDesk>
  );
}

interface TabProps {
  show: "calls" | "dead" | "all";
  now: string;
  children: ReactNode;
}

function Tab({ show, now, children }: TabProps) {
  return (
    <Link
      to="/clinic/messages"
      search={{ show }}
      className={classes.tab}
      aria-current={show === now ? "page" : undefined}
    >
      {children}
    </Link>
  );
}

function CallCount({ clinicId }: { clinicId: string }) {
  const calls = useQuery({
    queryKey: callsKey(clinicId),
    queryFn: () => listCalls(clinicId),
    refetchInterval: 30_000,
  });
  const count = calls.data?.length ?? 0;
  return count > 0 ? (
    <span className={classes.count}>
      <Plural value={count} one="# call" other="# calls" />
    </span>
  ) : null;
}
