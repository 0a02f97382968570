import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { browserWorld, onReturn } from "./browserWorld";
import { Connection } from "./connection";

export type WaitingPatient = components["schemas"]["WaitingView"];

const WAITING = ["desk", "waiting"] as const;

/** Who waits for this doctor, longest first: told by the desk's socket, asked again every minute without it. */
export function useDeskLine() {
  const cache = useQueryClient();
  const [live, setLive] = useState(false);
  const waiting = useQuery({
    queryKey: WAITING,
    queryFn: () => answered(api.GET("/api/v1/desk/waiting")),
    select: ({ items }) => items,
    refetchInterval: live ? 60_000 : 15_000,
  });

  useEffect(() => {
    const refresh = () => {
      void cache.invalidateQueries({ queryKey: ["desk"] });
    };
    const connection = new Connection(browserWorld("/api/v1/desk/ticket"), {
      onPhase: (phase) => setLive(phase.name === "open"),
      onMessage: (message) => {
        if (message.type === "desk" || message.type === "welcome") refresh();
      },
      onRestart: refresh,
    });
    const begin = window.setTimeout(() => connection.connect(), 0);
    const forget = onReturn(() => connection.hurry());
    return () => {
      window.clearTimeout(begin);
      forget();
      connection.dispose();
    };
  }, [cache]);

  return { waiting, live };
}
