import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/api/generated";
import { answered, api, query } from "@/shared/api/client";
import { ifMatch } from "@/shared/api/revision";

export type Offer = components["schemas"]["OfferView"];
export type Entry = components["schemas"]["EntryView"];
export type Wish = components["schemas"]["WaitlistWish"];

/** Offers lapse and new ones come: what is shown is seldom older than this. */
const AGAIN_MS = 20_000;

export const useOffers = () =>
  query.useQuery("get", "/api/v1/waitlist/offers", {}, { refetchInterval: AGAIN_MS });

export const useWishes = () => query.useQuery("get", "/api/v1/waitlist", {});

function useRefresh() {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /waitlist|appointments/.test(String(queryKey[1])),
    });
}

/** Taking an offered time, or leaving it to the next person. */
export function useAnswer(offer: Offer) {
  const refresh = useRefresh();
  const params = { params: { path: { offer_id: offer.id } } };
  return {
    accept: useMutation({
      mutationFn: () => answered(api.POST("/api/v1/waitlist/offers/{offer_id}/accept", params)),
      onSettled: refresh,
    }),
    decline: useMutation({
      mutationFn: () => api.POST("/api/v1/waitlist/offers/{offer_id}/decline", params),
      onSettled: refresh,
    }),
  };
}

export function useLeave() {
  return useMutation({
    mutationFn: (entryId: string) =>
      api.DELETE("/api/v1/waitlist/{entry_id}", { params: { path: { entry_id: entryId } } }),
    onSettled: useRefresh(),
  });
}

export function useJoin(key: string) {
  return useMutation({
    mutationFn: (wish: Wish) =>
      answered(
        api.POST("/api/v1/waitlist", {
          params: { header: { "idempotency-key": key } },
          body: wish,
        }),
      ),
    onSuccess: useRefresh(),
  });
}

export function usePriority() {
  return useMutation({
    mutationFn: ({ entry, priority }: { entry: Entry; priority: number }) =>
      answered(
        api.PATCH("/api/v1/waitlist/{entry_id}", {
          params: { path: { entry_id: entry.id }, header: ifMatch(entry) },
          body: { priority },
        }),
      ),
    onSettled: useRefresh(),
  });
}
