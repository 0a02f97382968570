import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Modal, NativeSelect, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { DoctorSummary } from "@/shared/api/model";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Person } from "@/shared/ui/Person";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { listDoctors, listSpecialties } from "../api";
import { ForStaff, useClinic } from "../ForStaff";
import classes from "./doctors.module.css";
import { ProfileForm } from "./ProfileForm";

export function DoctorsPage() {
  return (
    <ForStaff>
      <Doctors />
    </ForStaff>
  );
}

function matches(doctor: DoctorSummary, words: string, specialtyId: string): boolean {
  const known = `${doctor.display_name} ${doctor.given_name} ${doctor.family_name}`.toLowerCase();
  return (
    known.includes(words.trim().toLowerCase()) &&
    (specialtyId === "" || doctor.specialties.some(({ id }) => id === specialtyId))
  );
}

function Doctors() {
  const { t } = useLingui();
  const clinic = useClinic();
  const [words, setWords] = useState("");
  const [specialtyId, setSpecialtyId] = useState("");
  const [adding, setAdding] = useState(false);
  const doctors = useQuery({
    queryKey: ["clinic", clinic.id, "doctors"],
    queryFn: () => listDoctors(clinic.id),
  });
  const specialties = useQuery({
    queryKey: ["clinic", clinic.id, "specialties"],
    queryFn: () => listSpecialties(clinic.id),
  });
  return (
    <>
      <PageHeader
        title={t`Doctors`}
        back={{ to: "/clinic/setup", label: t`The clinic` }}
        actions={
          clinic.isAdmin ? (
            <Button onClick={() => setAdding(true)}>
              <Trans>Add a doctor</Trans>
            </Button>
          ) : null
        }
      />
      <search className={classes.filters}>
        <TextInput
          label={t`Name`}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <NativeSelect
          label={t`Specialty`}
          value={specialtyId}
          onChange={(event) => setSpecialtyId(event.currentTarget.value)}
          data={[
            { value: "", label: t`All specialties` },
            ...(specialties.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </search>
      <Loaded of={doctors} loading={<LoadingRows rows={6} height={72} />}>
        {(all) => {
          const shown = all.filter((one) => matches(one, words, specialtyId));
          return (
            <>
              <Text role="status" size="sm" c="dimmed" mb="xs">
                <Plural value={shown.length} one="# doctor" other="# doctors" />
              </Text>
              {shown.length === 0 ? (
                <EmptyState title={<Trans>No doctor matches</Trans>}>
                  <Trans>Try fewer letters or another specialty.</Trans>
                </EmptyState>
              ) : (
                <ul className={classes.cards}>
                  {shown.map((one) => (
                    <DoctorCard key={one.id} doctor={one} />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t`Add a doctor`}
        size="lg"
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <ProfileForm doctor={null} onSaved={() => setAdding(false)} />
      </Modal>
    </>
  );
}

function DoctorCard({ doctor }: { doctor: DoctorSummary }) {
  return (
    <li className={classes.card}>
      <Person
        name={doctor.display_name}
        photo={doctor.photo_url}
        heading={
          <Anchor
            fw={650}
            renderRoot={(props) => (
              <Link {...props} to="/clinic/doctors/$doctorId" params={{ doctorId: doctor.id }} />
            )}
          >
            {doctor.display_name}
          </Anchor>
        }
      >
        <Text size="sm" c="dimmed">
          {doctor.specialties.map(({ name }) => name).join(", ")}
        </Text>
      </Person>
    </li>
  );
}
