import { Trans } from "@lingui/react/macro";
import { createContext, type ReactNode, useContext } from "react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";

interface StaffClinic {
  id: string;
  /** May change doctors, services and staff; a registrar books and looks. */
  isAdmin: boolean;
}

const Here = createContext<StaffClinic | null>(null);

/** The clinic whose desk this page stands on. Only inside ForStaff. */
export function useClinic(): StaffClinic {
  const clinic = useContext(Here);
  if (!clinic) throw new Error("useClinic outside ForStaff");
  return clinic;
}

interface Props {
  /** Only for the clinic's administrators. */
  admin?: boolean;
  children: ReactNode;
}

/** Pages for a clinic's registrars and administrators. */
export function ForStaff(props: Props) {
  return (
    <SignedIn>
      <OfClinic {...props} />
    </SignedIn>
  );
}

function OfClinic({ admin, children }: Props) {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={4} />}>
      {({ roles }) => {
        const mine = roles.filter(({ role }) => role === "clinic_admin" || role === "registrar");
        const best = mine.find(({ role }) => role === "clinic_admin") ?? mine[0];
        const isAdmin = best?.role === "clinic_admin";
        if (!best?.clinic_id || (admin && !isAdmin))
          return (
            <EmptyState title={<Trans>This page is for the clinic's staff</Trans>}>
              <Trans>Sign in with an account that works at the clinic.</Trans>
            </EmptyState>
          );
        return <Here value={{ id: best.clinic_id, isAdmin }}>{children}</Here>;
      }}
    </Loaded>
  );
}
