import { useEffect, useState } from "react";
import { browserWorld, onReturn } from "@/shared/live/browserWorld";
import { Connection } from "@/shared/live/connection";

/** Calls `look` whenever the queue has changed; true while the line that tells so is open. */
export function useHints(ticketPath: string | null, look: () => void): boolean {
  const [live, setLive] = useState(false);
  useEffect(() => {
    if (ticketPath === null) return;
    const connection = new Connection(browserWorld(ticketPath), {
      onPhase: (phase) => setLive(phase.name === "open"),
      onMessage: (message) => {
        if (message.type === "queue") look();
      },
      onRestart: look,
    });
    const begin = window.setTimeout(() => connection.connect(), 0);
    const forget = onReturn(() => connection.hurry());
    return () => {
      window.clearTimeout(begin);
      forget();
      connection.dispose();
    };
  }, [ticketPath, look]);
  return live;
}
