import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Doctor } from "@/shared/api/model";
import { WorkingTime } from "@/shared/hours/WorkingTime";
import { Facts } from "@/shared/ui/Facts";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { getClinic, getDoctor } from "../api";
import { ForStaff, useClinic } from "../ForStaff";
import { ProfileForm } from "./ProfileForm";
import { useReplan } from "./useReplan";

export function DoctorPage() {
  const { doctorId } = useParams({ from: "/clinic/doctors/$doctorId" });
  return (
    <ForStaff>
      <OneDoctor key={doctorId} doctorId={doctorId} />
    </ForStaff>
  );
}

function OneDoctor({ doctorId }: { doctorId: string }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const doctor = useQuery({
    queryKey: ["clinic", clinic.id, "doctor", doctorId],
    queryFn: () => getDoctor(doctorId),
  });
  const place = useQuery({
    queryKey: ["clinic", clinic.id, "facts"],
    queryFn: () => getClinic(clinic.id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Loaded of={doctor} loading={<LoadingRows rows={3} height={140} />}>
      {(data) => (
        <>
          <PageHeader
            title={data.display_name}
            lead={data.specialties.map(({ name }) => name).join(", ")}
            back={{ to: "/clinic/doctors", label: t`Doctors` }}
          />
          <Loaded of={place}>{({ zone }) => <Sections doctor={data} zone={zone} />}</Loaded>
        </>
      )}
    </Loaded>
  );
}

function Sections({ doctor, zone }: { doctor: Doctor; zone: string }) {
  const clinic = useClinic();
  const replan = useReplan(clinic.id, doctor.id);
  const profile = (
    <Surface>
      {clinic.isAdmin ? <ProfileForm doctor={doctor} /> : <Profile doctor={doctor} />}
    </Surface>
  );
  return (
    <>
      {replan.error ? <ErrorState error={replan.error} /> : null}
      <WorkingTime
        calendarId={doctor.id}
        zone={zone}
        onReplan={(change) => replan.mutate(change)}
        more={{ label: <Trans>Profile and services</Trans>, panel: profile }}
      />
    </>
  );
}

function Profile({ doctor }: { doctor: Doctor }) {
  const { t } = useLingui();
  return (
    <>
      <Facts
        items={[
          [t`Name`, `${doctor.given_name} ${doctor.family_name}`],
          [t`Title`, doctor.title],
          [t`Languages`, doctor.languages.join(", ")],
          [t`Services`, (doctor.services ?? []).map(({ name }) => name).join(", ")],
        ]}
      />
      {doctor.about ? <Text mt="md">{doctor.about}</Text> : null}
    </>
  );
}
