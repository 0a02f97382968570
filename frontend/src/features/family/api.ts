import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/api/generated";
import { answered, api, query } from "@/shared/api/client";

type Schemas = components["schemas"];
export type Patient = Schemas["OwnPatient"];
export type Representative = Schemas["RepresentativeShown"];
export type Invitation = Schemas["InvitationShown"];
export type Scope = Representative["scope"];

export const useRepresentatives = (patientId: string) =>
  query.useQuery("get", "/api/v1/patients/{patient_id}/representatives", {
    params: { path: { patient_id: patientId } },
  });

function useRefresh() {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /patients|account$/.test(String(queryKey[1])),
    });
}

export interface Wish {
  email: string;
  scope: Scope;
  until?: string;
}

export function useInvite(patientId: string) {
  return useMutation({
    mutationFn: ({ wish, key }: { wish: Wish; key: string }) =>
      answered(
        api.POST("/api/v1/patients/{patient_id}/invitations", {
          params: { path: { patient_id: patientId }, header: { "idempotency-key": key } },
          body: wish,
        }),
      ),
    onSuccess: useRefresh(),
  });
}

export function useWithdraw(patientId: string) {
  return useMutation({
    mutationFn: (invitationId: string) =>
      api.DELETE("/api/v1/patients/{patient_id}/invitations/{invitation_id}", {
        params: { path: { patient_id: patientId, invitation_id: invitationId } },
      }),
    onSettled: useRefresh(),
  });
}

export function useEnd(patientId: string) {
  return useMutation({
    mutationFn: (representativeId: string) =>
      api.DELETE("/api/v1/patients/{patient_id}/representatives/{representative_id}", {
        params: { path: { patient_id: patientId, representative_id: representativeId } },
      }),
    onSettled: useRefresh(),
  });
}

export function useRescope(patientId: string) {
  return useMutation({
    mutationFn: ({ id, scope }: { id: string; scope: Scope }) =>
      api.PATCH("/api/v1/patients/{patient_id}/representatives/{representative_id}", {
        params: { path: { patient_id: patientId, representative_id: id } },
        body: { scope },
      }),
    onSettled: useRefresh(),
  });
}

export interface Child {
  given_name: string;
  family_name: string;
  birth_date: string;
  sex: "unknown";
}

export function useAddChild() {
  return useMutation({
    mutationFn: ({ child, key }: { child: Child; key: string }) =>
      answered(
        api.POST("/api/v1/patients", {
          params: { header: { "idempotency-key": key } },
          body: child,
        }),
      ),
    onSuccess: useRefresh(),
  });
}

export function useJoin() {
  return useMutation({
    mutationFn: (token: string) => api.POST("/api/v1/representations", { body: { token } }),
    onSuccess: useRefresh(),
  });
}

export function freshKey(): string {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}
