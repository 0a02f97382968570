import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { query } from "@/shared/api/client";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Person } from "@/shared/ui/Person";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { DoctorTimes } from "./DoctorTimes";
import { languageName } from "./languageName";

export function DoctorPage() {
  const { doctorId } = useParams({ from: "/doctors/$doctorId" });
  const doctor = useDoctor(doctorId);
  return (
    <Loaded of={doctor} loading={<LoadingRows rows={4} height={120} />}>
      {(found) => <Found doctor={found} />}
    </Loaded>
  );
}

type Found = NonNullable<ReturnType<typeof useDoctor>["data"]>;
function useDoctor(id: string) {
  return query.useQuery("get", "/api/v1/doctors/{doctor_id}", {
    params: { path: { doctor_id: id } },
  });
}

function Found({ doctor }: { doctor: Found }) {
  const { t } = useLingui();
  const name = doctor.display_name;
  useEffect(() => {
    document.title = `${name} · Telemed`;
  }, [name]);
  const speaks = doctor.languages.map(languageName).join(", ");
  return (
    <Stack gap="xl" maw={820}>
      <div>
        <PageHeader title={name} back={{ to: "/find", search: {}, label: t`Find a doctor` }} />
        <Person name={name} photo={doctor.photo_url} size={84} heading={<span />}>
          <Text fw={600}>
            {doctor.title || doctor.specialties.map((specialty) => specialty.name).join(", ")}
          </Text>
          <Text c="dimmed">
            <Trans>Speaks: {speaks}</Trans>
          </Text>
          {doctor.about ? <Text maw={600}>{doctor.about}</Text> : null}
        </Person>
      </div>
      <Stack component="section" gap="md" aria-labelledby="times">
        <Title order={2} id="times">
          <Trans>Free times</Trans>
        </Title>
        <DoctorTimes doctorId={doctor.id} name={name} services={doctor.services ?? []} />
      </Stack>
    </Stack>
  );
}
