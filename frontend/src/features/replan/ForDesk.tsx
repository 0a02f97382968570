import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { getClinic } from "./api";

interface Desk {
  clinicId: string;
  /** The clinic's zone, in which times are typed. */
  zone: string;
}

const Here = createContext<Desk | null>(null);

/** The clinic whose visits are planned here. Only inside ForDesk. */
export function useDesk(): Desk {
  const desk = useContext(Here);
  if (!desk) throw new Error("useDesk outside ForDesk");
  return desk;
}

/** Pages for those who plan a clinic's visits: its registrars and administrators. */
export function ForDesk({ children }: { children: ReactNode }) {
  return (
    <SignedIn>
      <OfClinic>{children}</OfClinic>
    </SignedIn>
  );
}

function OfClinic({ children }: { children: ReactNode }) {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={4} />}>
      {({ roles }) => {
        const mine = roles.find(({ role }) => role === "clinic_admin" || role === "registrar");
        return mine?.clinic_id ? (
          <InZone clinicId={mine.clinic_id}>{children}</InZone>
        ) : (
          <EmptyState title={<Trans>This page is for the clinic's desk</Trans>}>
            <Trans>Sign in with an account of a registrar or an administrator.</Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}

function InZone({ clinicId, children }: { clinicId: string; children: ReactNode }) {
  const place = useQuery({
    queryKey: ["clinic", clinicId, "facts"],
    queryFn: () => getClinic(clinicId),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded of={place} loading={<LoadingRows rows={4} />}>
      {({ zone }) => <Here value={{ clinicId, zone }}>{children}</Here>}
    </Loaded>
  );
}
