import { useQuery } from "@tanstack/react-query";
import { listLeftovers } from "./api";
import { useDesk } from "./ForDesk";

/** Visits that found no place and wait for a person. */
export function useLeftovers() {
  const { clinicId } = useDesk();
  return useQuery({
    queryKey: ["clinic", clinicId, "leftovers"],
    queryFn: () => listLeftovers(clinicId),
    refetchInterval: 60_000,
  });
}
