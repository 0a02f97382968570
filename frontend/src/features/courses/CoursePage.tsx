import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { query } from "@/shared/api/client";
import type { Doctor, Service } from "@/shared/api/model";
import { ownPatient, useAccount } from "@/shared/auth/useAccount";
import { useSession } from "@/shared/auth/useSession";
import { useForm } from "@/shared/intake/useForm";
import { useDoctorDays } from "@/shared/scheduling/useDoctorDays";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { Rhythm } from "./Rhythm";
import { SignInFirst } from "./SignInFirst";

/** Several visits with a rhythm, with one doctor. */
export function CoursePage() {
  const { doctor, service } = useSearch({ from: "/courses" });
  if (!doctor || !service) return <NothingChosen />;
  return <Chosen doctorId={doctor} serviceId={service} />;
}

function NothingChosen() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader title={t`Plan a course of visits`} />
      <EmptyState
        title={<Trans>Choose a doctor first</Trans>}
        action={
          <ButtonLink to="/find">
            <Trans>Find a doctor</Trans>
          </ButtonLink>
        }
      >
        <Trans>On a doctor's page you can plan several visits at once.</Trans>
      </EmptyState>
    </>
  );
}

function Chosen({ doctorId, serviceId }: { doctorId: string; serviceId: string }) {
  const { t } = useLingui();
  const doctor = query.useQuery("get", "/api/v1/doctors/{doctor_id}", {
    params: { path: { doctor_id: doctorId } },
  });
  return (
    <Loaded of={doctor} loading={<LoadingRows rows={3} height={96} />}>
      {(found) => {
        const service = found.services?.find(({ id }) => id === serviceId);
        if (!service) return <NothingChosen />;
        const name = found.display_name;
        return (
          <Stack maw={720} gap="lg">
            <PageHeader
              title={t`Plan a course of visits`}
              lead={
                <Trans>
                  {service.name} with {name}. All of the visits are booked, or none.
                </Trans>
              }
              back={{
                to: "/doctors/$doctorId",
                params: { doctorId },
                search: { service: serviceId },
                label: name,
              }}
            />
            <ForWhom doctor={found} service={service} />
          </Stack>
        );
      }}
    </Loaded>
  );
}

function ForWhom({ doctor, service }: { doctor: Doctor; service: Service }) {
  const session = useSession();
  const account = useAccount();
  const { i18n } = useLingui();
  const days = useDoctorDays(doctor.id, service.id, 4);
  const form = useForm(service.id, i18n.locale);
  if (session !== "signed-in") return <SignInFirst />;
  if (form.data?.questions.some(({ required }) => required))
    return <AskedFirst doctorId={doctor.id} serviceId={service.id} />;
  return (
    <Loaded of={account}>
      {(found) => {
        const own = ownPatient(found);
        if (!own)
          return (
            <EmptyState title={<Trans>This account is not a patient's</Trans>}>
              <Trans>
                Visits are booked from a patient's account, or by the clinic on the phone.
              </Trans>
            </EmptyState>
          );
        return (
          <Loaded of={days} loading={<LoadingRows rows={3} height={72} />}>
            {({ days: free }) => (
              <Rhythm
                doctor={doctor}
                service={service}
                patients={found.patients}
                first={own.id}
                days={free.filter(({ openings }) => openings.length > 0)}
              />
            )}
          </Loaded>
        );
      }}
    </Loaded>
  );
}

/** Said before anything is planned: what the clinic asks is answered for one visit at a time. */
function AskedFirst({ doctorId, serviceId }: { doctorId: string; serviceId: string }) {
  return (
    <EmptyState
      title={<Trans>The clinic asks questions before each of these visits</Trans>}
      action={
        <ButtonLink to="/doctors/$doctorId" params={{ doctorId }} search={{ service: serviceId }}>
          <Trans>Choose the first time</Trans>
        </ButtonLink>
      }
    >
      <Trans>
        Book the first visit and answer there. The others can be booked in the same way, or by the
        clinic on the phone.
      </Trans>
    </EmptyState>
  );
}
