import type { components } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { hasStatus } from "@/shared/api/problem";

type Schemas = components["schemas"];
export type Release = Schemas["ReleaseShown"];
export type Ticket = Schemas["TicketShown"];

export const getRelease = (id: string) =>
  answered(api.GET("/api/v1/releases/{release_id}", { params: { path: { release_id: id } } }));

export const listReleases = async () => (await answered(api.GET("/api/v1/releases"))).items;

export const join = (id: string, patientId: string) =>
  answered(
    api.POST("/api/v1/releases/{release_id}/join", {
      params: { path: { release_id: id } },
      body: { patient_id: patientId },
    }),
  );

/** Null while the patient has not come. */
export async function getTicket(id: string, patientId: string): Promise<Ticket | null> {
  try {
    return await answered(
      api.GET("/api/v1/releases/{release_id}/tickets/{patient_id}", {
        params: { path: { release_id: id, patient_id: patientId } },
      }),
    );
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

export const findTimes = (release: Release, serviceId: string, patientId: string) =>
  answered(
    api.GET("/api/v1/openings", {
      params: {
        query: {
          clinic_id: release.clinic_id,
          service_id: serviceId,
          patient_id: patientId,
          from: release.starts_at,
          to: release.ends_at,
          limit: 60,
        },
      },
    }),
  );
