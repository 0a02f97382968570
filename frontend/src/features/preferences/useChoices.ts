import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/api/generated";
import { api } from "@/shared/api/client";

export type Choices = components["schemas"]["MessageChoices"];
export type Topics = Choices["topics"];

export interface Held {
  choices: Choices;
  /** What a change has to name, so that two windows do not undo each other. */
  etag: string;
}

export interface Wish {
  topics: Topics;
  quiet: boolean;
  quiet_from: string;
  quiet_until: string;
}

const KEY = ["account", "messages"] as const;

const held = (data: Choices | undefined, response: Response): Held => ({
  choices: data as Choices,
  etag: response.headers.get("ETag") ?? "",
});

export function useChoices() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => {
      const { data, response } = await api.GET("/api/v1/account/messages", {});
      return held(data, response);
    },
  });
}

export function useChoosing(etag: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Wish) => {
      const { data, response } = await api.PUT("/api/v1/account/messages", {
        params: { header: { "if-match": etag } },
        body,
      });
      return held(data, response);
    },
    onSuccess: (after) => cache.setQueryData(KEY, after),
  });
}
