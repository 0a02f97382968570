import { useQuery } from "@tanstack/react-query";
import { answered, api } from "@/shared/api/client";

/** What the patient answered before a visit; read anew when the page is, since a doctor's reading is written down. */
export function useAnswers(visitId: string, locale: string) {
  return useQuery({
    queryKey: ["intake-answers", visitId, locale],
    queryFn: () =>
      answered(
        api.GET("/api/v1/appointments/{appointment_id}/intake", {
          params: { path: { appointment_id: visitId } },
        }),
      ),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}
