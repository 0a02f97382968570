import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "@/shared/api/client";
import type { Appointment, Modality } from "@/shared/api/model";
import { holdBodyOf } from "./bookingFlow";

export interface Wanted {
  doctorId: string;
  serviceId: string;
  start: string;
  patientId: string;
  modality: Modality;
}

export interface Held {
  id: string;
  /** By this device's clock; how long is left was said by the server, so a wrong clock does no harm. */
  until: number;
}

function heldOf(appointment: Appointment): Held {
  return { id: appointment.id, until: Date.now() + (appointment.held_for_s ?? 0) * 1000 };
}

function isWanted(held: Appointment, wanted: Wanted): boolean {
  return (
    held.doctor.id === wanted.doctorId &&
    held.service.id === wanted.serviceId &&
    held.patient.id === wanted.patientId &&
    Date.parse(held.starts_at) === Date.parse(wanted.start)
  );
}

/** The hold there is of this very time, so that a reload does not begin a new one; else a new one. */
export async function takeHold(wanted: Wanted): Promise<Held> {
  const { items } = await answered(api.GET("/api/v1/holds", {}));
  const known = items.find((each) => isWanted(each, wanted));
  if (known) return heldOf(known);
  const header = { "idempotency-key": crypto.randomUUID() };
  return heldOf(
    await answered(api.POST("/api/v1/holds", { body: holdBodyOf(wanted), params: { header } })),
  );
}

export async function letGo(held: Held): Promise<void> {
  await api.DELETE("/api/v1/holds/{appointment_id}", {
    params: { path: { appointment_id: held.id } },
  });
}

/** Holds the time as soon as it is chosen, once; `again` when it has expired or was given back. */
export function useHold(wanted: Wanted) {
  const [attempt, setAttempt] = useState(0);
  const { doctorId, serviceId, start, patientId } = wanted;
  const hold = useQuery({
    queryKey: ["hold", doctorId, serviceId, start, patientId, attempt],
    queryFn: () => takeHold(wanted),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
  });
  return { ...hold, again: () => setAttempt((before) => before + 1) };
}
