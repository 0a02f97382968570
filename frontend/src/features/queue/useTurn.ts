import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { hasStatus } from "@/shared/api/problem";
import { beSeen, callBack, leave, type Turn } from "./api";
import { useHints } from "./useHints";

const over = new Set<Turn["status"]>(["left", "done"]);

/** Somebody's turn. Reading it says that they are there, so it is read on, in the background too. */
export function useTurn(id: string) {
  const client = useQueryClient();
  const key = ["duty", "turn", id];
  const turn = useQuery({
    queryKey: key,
    queryFn: () => beSeen(id),
    refetchInterval: ({ state }) =>
      state.data && over.has(state.data.status) ? false : 1000 * (state.data?.seen_every_s ?? 25),
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: true,
    retry: (count, error) => !hasStatus(error, 404) && count < 3,
  });
  const waits = turn.data !== undefined && !over.has(turn.data.status);
  const look = useCallback(
    () => void client.invalidateQueries({ queryKey: ["duty", "turn", id] }),
    [client, id],
  );
  const live = useHints(waits ? `/api/v1/duty/entries/${id}/ticket` : null, look);
  const put = (fresh: Turn) => client.setQueryData(key, fresh);
  const leaving = useMutation({ mutationFn: () => leave(id), onSuccess: put });
  const calling = useMutation({
    mutationFn: ({ wanted, phone }: { wanted: boolean; phone: string }) =>
      callBack(id, wanted, phone),
    onSuccess: put,
  });
  return { turn, live, leaving, calling };
}

export type TurnState = ReturnType<typeof useTurn>;
