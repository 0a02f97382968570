import { answered, api } from "@/shared/api/client";
import { isProblem } from "@/shared/api/problem";
import { ifMatch } from "@/shared/api/revision";
import type { AwayBody, Choice, Difference, Proposal } from "./model";

const ofClinic = (id: string) => ({ clinic_id: id });
const ofProposal = (id: string) => ({ proposal_id: id });

/** A fresh key per intention: a retry of the same press does the thing once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const propose = (clinicId: string, body: AwayBody) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/proposals", {
      params: { path: ofClinic(clinicId) },
      body,
    }),
  );

export const proposeVisit = (clinicId: string, appointmentId: string) =>
  answered(
    api.POST("/api/v1/clinics/{clinic_id}/proposals/visit", {
      params: { path: ofClinic(clinicId) },
      body: { appointment_id: appointmentId },
    }),
  );

export const listProposals = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/proposals", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const getProposal = (id: string) =>
  answered(api.GET("/api/v1/proposals/{proposal_id}", { params: { path: ofProposal(id) } }));

export const putAway = (id: string) =>
  api.DELETE("/api/v1/proposals/{proposal_id}", { params: { path: ofProposal(id) } });

export const refresh = (id: string) =>
  answered(
    api.POST("/api/v1/proposals/{proposal_id}/refresh", { params: { path: ofProposal(id) } }),
  );

export const choose = (proposal: Proposal, appointmentId: string, to: Choice) =>
  answered(
    api.PATCH("/api/v1/proposals/{proposal_id}/moves/{appointment_id}", {
      params: {
        path: { ...ofProposal(proposal.id), appointment_id: appointmentId },
        header: ifMatch(proposal),
      },
      body: { to },
    }),
  );

export const listOptions = async (
  proposalId: string,
  appointmentId: string,
  query: { doctor_id?: string; date?: string },
) =>
  (
    await answered(
      api.GET("/api/v1/proposals/{proposal_id}/moves/{appointment_id}/options", {
        params: { path: { ...ofProposal(proposalId), appointment_id: appointmentId }, query },
      }),
    )
  ).items;

export const apply = (proposal: Proposal, key: string) =>
  answered(
    api.POST("/api/v1/proposals/{proposal_id}/apply", {
      params: { path: ofProposal(proposal.id), header: { "idempotency-key": key } },
      body: { token: proposal.token },
    }),
  );

/** What a refusal to apply says: the facts have changed, and this is how it would be done now. */
export function freshIn(error: unknown): { proposal: Proposal; changes: Difference[] } | null {
  if (!isProblem(error, "proposal-outdated")) return null;
  const { proposal, changes } = error.members as { proposal: Proposal; changes: Difference[] };
  return { proposal, changes };
}

export const listLeftovers = async (clinicId: string) =>
  (
    await answered(
      api.GET("/api/v1/clinics/{clinic_id}/leftovers", { params: { path: ofClinic(clinicId) } }),
    )
  ).items;

export const leftoverDone = (appointmentId: string) =>
  api.POST("/api/v1/leftovers/{appointment_id}/done", {
    params: { path: { appointment_id: appointmentId } },
  });

export const getClinic = (id: string) =>
  answered(api.GET("/api/v1/clinics/{clinic_id}", { params: { path: ofClinic(id) } }));
