import { Navigate, useRouter } from "@tanstack/react-router";
import { memo, type ReactNode, useState } from "react";
import { useSession } from "./useSession";

/** Pages for people who are signed in; others sign in first and come back to this address. */
export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  return session === "signed-in" ? children : <ToSignIn />;
}

/** Goes once. The router's location is already the next one while that is loading: following it would never end. */
const ToSignIn = memo(function ToSignIn() {
  const router = useRouter();
  const [next] = useState(() => router.state.location.href);
  return <Navigate to="/sign-in" search={{ next }} replace />;
});
