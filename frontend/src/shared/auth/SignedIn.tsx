import { Navigate, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useSession } from "./useSession";

/** Pages for people who are signed in; others sign in first and come back to this address. */
export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const { href } = useLocation();
  if (session === "signed-in") return children;
  return <Navigate to="/sign-in" search={{ next: href }} replace />;
}
