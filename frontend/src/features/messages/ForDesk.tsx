import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";

/** For a clinic's registrars and administrators; the page gets the clinic's id. */
export function ForDesk({ children }: { children: (clinicId: string) => ReactNode }) {
  return (
    <SignedIn>
      <OfClinic>{children}</OfClinic>
    </SignedIn>
  );
}

function OfClinic({ children }: { children: (clinicId: string) => ReactNode }) {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={4} />}>
      {({ roles }) => {
        const mine = roles.find(({ role }) => role === "clinic_admin" || role === "registrar");
        return mine?.clinic_id ? (
          children(mine.clinic_id)
        ) : (
          <EmptyState title={<Trans>This page is for the clinic's desk</Trans>}>
            <Trans>Sign in with an account of a registrar or an administrator.</Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}
