import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";

export type FeedMade = components["schemas"]["FeedMade"];

/** Making the address anew, and ending it. */
export function useFeed() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ["get", "/api/v1/account/feed"] });
  return {
    make: useMutation({
      mutationFn: (): Promise<FeedMade> => answered(api.POST("/api/v1/account/feed")),
      onSuccess,
    }),
    revoke: useMutation({ mutationFn: () => api.DELETE("/api/v1/account/feed"), onSuccess }),
  };
}
