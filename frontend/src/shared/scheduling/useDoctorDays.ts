import { keepPreviousData } from "@tanstack/react-query";
import { query } from "@/shared/api/client";
import { useAccount } from "@/shared/auth/useAccount";
import { addDays } from "@/shared/time/local";

/** Whose visit is looked for, and which one would be moved. */
interface ForWhom {
  patientId: string;
  movingId: string;
}

/**
 * A doctor's days from today on, with and without free times: those that are accepted for the patient. Without one it
 * is the account's only patient; somebody who books for several people sees what is open to anybody.
 */
export function useDoctorDays(
  doctorId: string,
  serviceId: string,
  weeks: number,
  forWhom?: ForWhom,
) {
  const patients = useAccount().data?.patients ?? [];
  const only = patients.length === 1 ? patients[0]?.id : undefined;
  const patientId = forWhom?.patientId ?? only;
  const today = new Date().toISOString().slice(0, 10);
  return query.useQuery(
    "get",
    "/api/v1/doctors/{doctor_id}/days",
    {
      params: {
        path: { doctor_id: doctorId },
        query: {
          service_id: serviceId,
          from: today,
          to: addDays(today, weeks * 7 - 1),
          ...(patientId ? { patient_id: patientId } : {}),
          ...(forWhom ? { moving_id: forWhom.movingId } : {}),
        },
      },
    },
    { placeholderData: keepPreviousData, refetchInterval: 60_000 },
  );
}
