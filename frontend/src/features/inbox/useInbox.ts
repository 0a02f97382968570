import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { browserWorld, onReturn } from "@/shared/live/browserWorld";
import { Connection } from "@/shared/live/connection";

export type InboxItem = components["schemas"]["InboxItem"];

const UNREAD = ["inbox", "unread"] as const;
const LIST = ["inbox", "list"] as const;

/** How much is unread: told by the inbox's socket, asked every minute without it. One place in the app calls this. */
export function useUnread(): number {
  const cache = useQueryClient();
  const [live, setLive] = useState(false);
  const unread = useQuery({
    queryKey: UNREAD,
    queryFn: async () => (await fetchPage("", 1)).unread,
    refetchInterval: live ? false : 60_000,
  });

  useEffect(() => {
    const connection = new Connection(browserWorld("/api/v1/inbox/ticket"), {
      onPhase: (phase) => setLive(phase.name === "open"),
      onMessage: (message) => {
        if (message.type !== "inbox") return;
        cache.setQueryData(UNREAD, message.unread);
        void cache.invalidateQueries({ queryKey: LIST });
      },
      onRestart: () => void cache.invalidateQueries({ queryKey: ["inbox"] }),
    });
    const begin = window.setTimeout(() => connection.connect(), 0);
    const forget = onReturn(() => connection.hurry());
    return () => {
      window.clearTimeout(begin);
      forget();
      connection.dispose();
    };
  }, [cache]);

  return unread.data ?? 0;
}

/** The messages, the latest first. */
export function useInboxPages() {
  return useInfiniteQuery({
    queryKey: LIST,
    initialPageParam: "",
    queryFn: ({ pageParam }) => fetchPage(pageParam, 30),
    getNextPageParam: (last) => last.next_cursor,
  });
}

export function useReading() {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: ["inbox"] });
  const one = useMutation({
    mutationFn: (id: string) =>
      api.POST("/api/v1/inbox/{message_id}/read", { params: { path: { message_id: id } } }),
    onSettled: refresh,
  });
  const all = useMutation({
    mutationFn: (until: string) => api.POST("/api/v1/inbox/read-all", { body: { until } }),
    onSettled: refresh,
  });
  return { one, all };
}

function fetchPage(cursor: string, limit: number) {
  const query = cursor ? { cursor, limit } : { limit };
  return answered(api.GET("/api/v1/inbox", { params: { query } }));
}
