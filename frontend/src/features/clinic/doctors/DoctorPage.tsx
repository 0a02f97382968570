import { Trans, useLingui } from "@lingui/react/macro";
import { Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Doctor } from "@/shared/api/model";
import { Facts } from "@/shared/ui/Facts";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { getClinic, getDoctor } from "../api";
import { ForStaff, useClinic } from "../ForStaff";
import { Absences } from "./Absences";
import { ProfileForm } from "./ProfileForm";
import { Shifts } from "./Shifts";
import { Templates } from "./Templates";

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
  return (
    <Tabs defaultValue="hours" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="hours">
          <Trans>Working hours</Trans>
        </Tabs.Tab>
        <Tabs.Tab value="absences">
          <Trans>Absences</Trans>
        </Tabs.Tab>
        <Tabs.Tab value="shifts">
          <Trans>Shifts</Trans>
        </Tabs.Tab>
        <Tabs.Tab value="profile">
          <Trans>Profile and services</Trans>
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="hours">
        <Templates calendarId={doctor.id} />
      </Tabs.Panel>
      <Tabs.Panel value="absences">
        <Absences calendarId={doctor.id} zone={zone} />
      </Tabs.Panel>
      <Tabs.Panel value="shifts">
        <Shifts calendarId={doctor.id} zone={zone} />
      </Tabs.Panel>
      <Tabs.Panel value="profile">
        <Surface>
          {clinic.isAdmin ? <ProfileForm doctor={doctor} /> : <Profile doctor={doctor} />}
        </Surface>
      </Tabs.Panel>
    </Tabs>
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
