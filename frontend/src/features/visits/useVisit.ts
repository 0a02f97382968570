import { query } from "@/shared/api/client";

/** One visit, looked at again by itself: the clinic may move or cancel it meanwhile. */
export function useVisit(visitId: string) {
  return query.useQuery(
    "get",
    "/api/v1/appointments/{appointment_id}",
    { params: { path: { appointment_id: visitId } } },
    { refetchInterval: 30_000, refetchOnWindowFocus: true },
  );
}
