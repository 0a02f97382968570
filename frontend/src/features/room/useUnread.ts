import { useEffect, useState } from "react";
import type { Entry } from "@/shared/live/room";

/** How many messages of others came since the chat was last open. */
export function useUnread(entries: readonly Entry[], open: boolean): number {
  const count = entries.filter((entry) => entry.kind === "chat" && !entry.mine).length;
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    if (open) setSeen(count);
  }, [open, count]);
  return open ? 0 : Math.max(0, count - seen);
}
