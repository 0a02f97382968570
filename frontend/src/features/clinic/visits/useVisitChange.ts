import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Appointment } from "@/shared/api/model";

/** A change to a visit: afterwards every list that may show it is asked for anew. */
export function useVisitChange<T>(change: (input: T) => Promise<Appointment>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (visit) => {
      cache.setQueryData(["visit", visit.id], visit);
      void cache.invalidateQueries({ queryKey: ["clinic"] });
    },
    onError: () => {
      // Whatever was refused, the facts may have changed: show them anew.
      void cache.invalidateQueries({ queryKey: ["visit"] });
      void cache.invalidateQueries({ queryKey: ["openings"] });
    },
  });
}
