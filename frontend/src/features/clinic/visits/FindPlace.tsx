import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answered, api } from "@/shared/api/client";
import type { Appointment } from "@/shared/api/model";
import { ErrorState } from "@/shared/ui/states";

/** Lets the service look for the best other place, to be looked at before anything happens. */
export function FindPlace({ visit }: { visit: Appointment }) {
  const navigate = useNavigate();
  const find = useMutation({
    mutationFn: () =>
      answered(
        api.POST("/api/v1/clinics/{clinic_id}/proposals/visit", {
          params: { path: { clinic_id: visit.clinic.id } },
          body: { appointment_id: visit.id },
        }),
      ),
    onSuccess: ({ id }) =>
      navigate({ to: "/clinic/absences/$proposalId", params: { proposalId: id } }),
  });
  return (
    <>
      <Button variant="default" loading={find.isPending} onClick={() => find.mutate()}>
        <Trans>Find the best other place</Trans>
      </Button>
      {find.error ? <ErrorState error={find.error} /> : null}
    </>
  );
}
