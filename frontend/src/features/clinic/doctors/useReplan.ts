import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answered, api } from "@/shared/api/client";
import type { TimeChange } from "@/shared/hours/api";

/** Looks for places for the visits that a change of working time would leave alone; then shows them. */
export function useReplan(clinicId: string, doctorId: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (change: TimeChange) => {
      const params = { path: { clinic_id: clinicId } };
      if (change.kind === "absence")
        return answered(
          api.POST("/api/v1/clinics/{clinic_id}/proposals", {
            params,
            body: { ...change.body, doctor_id: doctorId },
          }),
        );
      return answered(
        api.POST("/api/v1/clinics/{clinic_id}/proposals/hours", {
          params,
          body: {
            ...change.body,
            template_id: change.template?.id ?? null,
            doctor_id: doctorId,
          },
        }),
      );
    },
    onSuccess: ({ id }) =>
      navigate({ to: "/clinic/absences/$proposalId", params: { proposalId: id } }),
  });
}
