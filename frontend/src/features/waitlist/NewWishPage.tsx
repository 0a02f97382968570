import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { query } from "@/shared/api/client";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { WhenWords } from "@/shared/scheduling/WhenWords";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { WishForm } from "./WishForm";

/** One wish: an earlier time than that of a visit, or any time of a service. */
export function NewWishPage() {
  const { t } = useLingui();
  const { visit, service, doctor } = useSearch({ from: "/waitlist/new" });
  return (
    <SignedIn>
      <Stack gap="lg" maw={640}>
        <PageHeader
          title={visit ? t`Tell me of an earlier time` : t`Tell me when something is free`}
          back={
            visit
              ? {
                  to: "/visits/$visitId",
                  params: { visitId: visit },
                  search: {},
                  label: t`Your visit`,
                }
              : { to: "/find", search: {}, label: t`Find care` }
          }
          lead={
            <Trans>
              You get a message when a time becomes free, and half an hour or so to say yes. Nothing
              changes until you do.
            </Trans>
          }
        />
        <Chosen visit={visit} service={service} doctor={doctor} />
      </Stack>
    </SignedIn>
  );
}

interface Named {
  visit?: string | undefined;
  service?: string | undefined;
  doctor?: string | undefined;
}

function Chosen({ visit, service, doctor }: Named) {
  if (visit) return <Earlier visitId={visit} />;
  if (service) return <AnyTime serviceId={service} doctorId={doctor} />;
  return (
    <EmptyState title={<Trans>Nothing was chosen</Trans>}>
      <Trans>Come here from one of your visits, or from a doctor's page.</Trans>
    </EmptyState>
  );
}

function Earlier({ visitId }: { visitId: string }) {
  const visit = query.useQuery("get", "/api/v1/appointments/{appointment_id}", {
    params: { path: { appointment_id: visitId } },
  });
  return (
    <Loaded of={visit} loading={<LoadingRows rows={2} height={140} />}>
      {(found) => (
        <>
          <Surface>
            <WhenWords
              start={found.local_start}
              end={found.local_end}
              zone={found.zone}
              size="lg"
            />
          </Surface>
          <WishForm
            wish={{ kind: "earlier", appointment_id: found.id }}
            doctor={{ id: found.doctor.id, name: found.doctor.display_name }}
          />
        </>
      )}
    </Loaded>
  );
}

function AnyTime({ serviceId, doctorId }: { serviceId: string; doctorId: string | undefined }) {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={2} height={140} />}>
      {({ patients }) => {
        const mine = patients.filter(({ scope }) => scope === "self" || scope === "book");
        if (!mine[0]) return <EmptyState title={<Trans>There is nobody to wait for</Trans>} />;
        return doctorId ? (
          <WithDoctor serviceId={serviceId} doctorId={doctorId} patients={mine} />
        ) : (
          <WishForm
            wish={{ kind: "any", patient_id: mine[0].id, service_id: serviceId }}
            patients={mine}
          />
        );
      }}
    </Loaded>
  );
}

type Patients = NonNullable<ReturnType<typeof useAccount>["data"]>["patients"];

function WithDoctor(props: { serviceId: string; doctorId: string; patients: Patients }) {
  const doctor = query.useQuery("get", "/api/v1/doctors/{doctor_id}", {
    params: { path: { doctor_id: props.doctorId } },
  });
  return (
    <Loaded of={doctor} loading={<LoadingRows rows={2} height={140} />}>
      {({ id, display_name }) => (
        <WishForm
          wish={{
            kind: "any",
            patient_id: props.patients[0]?.id ?? "",
            service_id: props.serviceId,
          }}
          patients={props.patients}
          doctor={{ id, name: display_name }}
        />
      )}
    </Loaded>
  );
}
