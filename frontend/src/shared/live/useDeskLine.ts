import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { get } from "@/shared/api/json";
import { browserWorld, onReturn } from "./browserWorld";
import { Connection } from "./connection";

export interface WaitingPatient {
  consultation_id: string;
  appointment_id: string;
  patient_name: string;
  starts_at: string;
  local_start: string;
  service_name: string;
  arrived_at: string;
  waited_s: number;
  connected: boolean;
}

const WAITING = ["desk", "waiting"] as const;

/** Who waits for this doctor, longest first: told by the desk's socket, asked again every minute without it. */
export function useDeskLine() {
  const cache = useQueryClient();
  const [live, setLive] = useState(false);
  const waiting = useQuery({
    queryKey: WAITING,
    queryFn: () => get<{ items: WaitingPatient[] }>("/api/v1/desk/waiting"),
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
