import { query } from "@/shared/api/client";

export function useRoomVisit(visitId: string) {
  return query.useQuery(
    "get",
    "/api/v1/appointments/{appointment_id}",
    { params: { path: { appointment_id: visitId } } },
    { refetchInterval: 30_000 },
  );
}
