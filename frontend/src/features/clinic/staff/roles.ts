import { useLingui } from "@lingui/react/macro";
import type { StaffRole } from "../model";

export function useRoles(): Record<StaffRole, string> {
  const { t } = useLingui();
  return { doctor: t`Doctor`, registrar: t`Registrar`, clinic_admin: t`Administrator` };
}
