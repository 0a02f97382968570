import { query } from "@/shared/api/client";
import type { Account } from "@/shared/api/model";
import { useSession } from "./useSession";

/** Who is signed in; nothing is asked while nobody is. */
export function useAccount() {
  const session = useSession();
  return query.useQuery(
    "get",
    "/api/v1/account",
    {},
    { enabled: session === "signed-in", staleTime: 60_000 },
  );
}

export function hasRole(account: Account | undefined, ...roles: string[]): boolean {
  return account?.roles.some(({ role }) => roles.includes(role)) ?? false;
}

/** The patient this account itself is, else the first it may act for. */
export function ownPatient(account: Account | undefined): Account["patients"][number] | undefined {
  return account?.patients.find(({ relation }) => relation === "self") ?? account?.patients[0];
}

/** Where this person's day starts. */
export function homeOf(
  account: Account | undefined,
): "/doctor" | "/clinic" | "/visits" | "/account" {
  if (hasRole(account, "doctor")) return "/doctor";
  if (hasRole(account, "registrar", "clinic_admin")) return "/clinic";
  return hasRole(account, "patient") || (account?.patients.length ?? 0) > 0
    ? "/visits"
    : "/account";
}
