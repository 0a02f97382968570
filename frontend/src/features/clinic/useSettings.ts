import { useQuery } from "@tanstack/react-query";
import { getSettings } from "./adminApi";
import { useClinic } from "./ForStaff";

/** The clinic with everything its administrators may change. */
export function useSettings() {
  const clinic = useClinic();
  return useQuery({
    queryKey: ["clinic", clinic.id, "settings"],
    queryFn: () => getSettings(clinic.id),
  });
}
