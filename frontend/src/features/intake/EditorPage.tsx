import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { answered, api } from "@/shared/api/client";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { Editor } from "./Editor";
import { picked } from "./model";

/** What patients are asked before a visit of one service. */
export function EditorPage() {
  const { serviceId } = useParams({ from: "/clinic/services/$serviceId/intake" });
  return (
    <SignedIn>
      <ForAdmins serviceId={serviceId} />
    </SignedIn>
  );
}

function ForAdmins({ serviceId }: { serviceId: string }) {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={4} />}>
      {({ roles }) => {
        const clinicId = roles.find(({ role }) => role === "clinic_admin")?.clinic_id;
        return clinicId ? (
          <OfService clinicId={clinicId} serviceId={serviceId} />
        ) : (
          <EmptyState title={<Trans>This page is for the clinic's administrators</Trans>}>
            <Trans>Sign in with an account that runs the clinic.</Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}

function OfService({ clinicId, serviceId }: { clinicId: string; serviceId: string }) {
  const { t, i18n } = useLingui();
  const path = { clinic_id: clinicId, service_id: serviceId };
  const clinic = useQuery({
    queryKey: ["clinic", clinicId, "settings"],
    queryFn: () =>
      answered(
        api.GET("/api/v1/clinics/{clinic_id}/settings", {
          params: { path: { clinic_id: clinicId } },
        }),
      ),
  });
  const form = useQuery({
    queryKey: ["intake-form", serviceId],
    queryFn: () =>
      answered(
        api.GET("/api/v1/clinics/{clinic_id}/services/{service_id}/intake", { params: { path } }),
      ),
    refetchOnWindowFocus: false,
  });
  const service = clinic.data?.services.find(({ id }) => id === serviceId);
  return (
    <>
      <PageHeader
        title={t`Questions before a visit`}
        back={{ to: "/clinic/services", label: t`Services` }}
        lead={service ? picked(service.name_i18n, i18n.locale) : null}
      />
      <Loaded of={clinic} loading={<LoadingRows rows={3} height={120} />}>
        {({ languages, emergency_number }) => (
          <Loaded of={form} loading={<LoadingRows rows={3} height={120} />}>
            {(stored) => (
              <Editor
                key={stored.version}
                stored={stored}
                place={{ clinicId, serviceId, languages, emergencyNumber: emergency_number }}
              />
            )}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}
