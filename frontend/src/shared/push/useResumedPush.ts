import { useEffect } from "react";
import { useAccount } from "@/shared/auth/useAccount";
import { resumePush } from "./browser";

/** Lets a device that was signed out and in again go on showing the same person's notices. */
export function useResumedPush(): void {
  const accountId = useAccount().data?.id;
  useEffect(() => {
    if (!accountId) return;
    // Nobody asked for it now, so nobody is told that it failed: the page of messages says how things stand.
    resumePush(accountId).catch(() => undefined);
  }, [accountId]);
}
