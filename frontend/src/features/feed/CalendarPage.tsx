import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useState } from "react";
import { query } from "@/shared/api/client";
import { SignedIn } from "@/shared/auth/SignedIn";
import { hasRole, useAccount } from "@/shared/auth/useAccount";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { Address } from "./Address";
import { FeedControls } from "./FeedControls";
import type { FeedMade } from "./useFeed";

/** A doctor's visits in the calendar program they use anyway. */
export function CalendarPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <Stack gap="lg" maw={760}>
        <PageHeader
          title={t`My visits in my calendar`}
          back={{ to: "/doctor/week", label: t`My week` }}
          lead={
            <Trans>
              Your calendar program can show your visits beside everything else. It reads them from
              a secret address, and sees when a visit is, not whose.
            </Trans>
          }
        />
        <OfDoctor />
      </Stack>
    </SignedIn>
  );
}

function OfDoctor() {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={1} height={140} />}>
      {(found) =>
        hasRole(found, "doctor") ? (
          <Feed />
        ) : (
          <EmptyState title={<Trans>This page is for doctors</Trans>}>
            <Trans>Visits you have booked come with an invitation by mail.</Trans>
          </EmptyState>
        )
      }
    </Loaded>
  );
}

function Feed() {
  const state = query.useQuery("get", "/api/v1/account/feed", {});
  const [made, setMade] = useState<FeedMade | null>(null);
  return (
    <Loaded of={state} loading={<LoadingRows rows={1} height={140} />}>
      {({ made_at }) => (
        <>
          {made && made_at ? <Address made={made} /> : null}
          <FeedControls madeAt={made_at} onMade={setMade} onRevoked={() => setMade(null)} />
        </>
      )}
    </Loaded>
  );
}
