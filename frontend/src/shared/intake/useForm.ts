import { useQuery } from "@tanstack/react-query";
import { answered, api } from "@/shared/api/client";
import { hasStatus } from "@/shared/api/problem";
import type { Form } from "./flow";

async function read(serviceId: string): Promise<Form | null> {
  try {
    return await answered(
      api.GET("/api/v1/services/{service_id}/intake", {
        params: { path: { service_id: serviceId } },
      }),
    );
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

/** What a service asks before a visit; null where it asks nothing. */
export function useForm(serviceId: string, locale: string) {
  return useQuery({
    queryKey: ["intake", serviceId, locale],
    queryFn: () => read(serviceId),
    staleTime: 5 * 60_000,
  });
}
