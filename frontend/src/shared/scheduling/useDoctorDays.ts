import { keepPreviousData } from "@tanstack/react-query";
import { query } from "@/shared/api/client";
import { addDays } from "@/shared/time/local";

/** A doctor's days from today on, with and without free times. */
export function useDoctorDays(doctorId: string, serviceId: string, weeks: number) {
  const today = new Date().toISOString().slice(0, 10);
  return query.useQuery(
    "get",
    "/api/v1/doctors/{doctor_id}/days",
    {
      params: {
        path: { doctor_id: doctorId },
        query: { service_id: serviceId, from: today, to: addDays(today, weeks * 7 - 1) },
      },
    },
    { placeholderData: keepPreviousData, refetchInterval: 60_000 },
  );
}
