import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Surface } from "@/shared/ui/Surface";
import { ForStaff } from "../ForStaff";
import type { Patient } from "../model";
import { BookForm } from "./BookForm";
import { PatientFinder } from "./PatientFinder";

export function PhonePage() {
  return (
    <ForStaff>
      <PhoneDesk />
    </ForStaff>
  );
}

/** One call: who, what, when, booked. The keyboard is enough: type, arrows, Enter. */
function PhoneDesk() {
  const { t } = useLingui();
  const times = useTimes();
  const [patient, setPatient] = useState<Patient | null>(null);
  const [booked, setBooked] = useState<Appointment | null>(null);
  const next = () => {
    setBooked(null);
    setPatient(null);
  };
  return (
    <>
      <PageHeader
        title={t`Phone desk`}
        lead={
          <Trans>
            Find or enter the caller, choose a time, book it while they are on the line.
          </Trans>
        }
      />
      {booked ? (
        <Booked visit={booked} onNext={next} onAgain={() => setBooked(null)} />
      ) : (
        <Stack>
          <Surface component="section" aria-label={t`Patient`}>
            <Title order={2} fz="h4" mb="sm">
              <Trans>1. Patient</Trans>
            </Title>
            {patient ? (
              <Group justify="space-between">
                <Text fw={600}>
                  {patient.given_name} {patient.family_name}, {times.fullDate(patient.birth_date)}
                </Text>
                <Button variant="default" onClick={() => setPatient(null)}>
                  <Trans>Another patient</Trans>
                </Button>
              </Group>
            ) : (
              <PatientFinder onFound={setPatient} />
            )}
          </Surface>
          {patient ? <BookForm key={patient.id} patient={patient} onBooked={setBooked} /> : null}
        </Stack>
      )}
    </>
  );
}

interface BookedProps {
  visit: Appointment;
  onNext: () => void;
  onAgain: () => void;
}

function Booked({ visit, onNext, onAgain }: BookedProps) {
  const times = useTimes();
  const now = useNow();
  const name = visit.patient.display_name;
  const doctor = visit.doctor.display_name;
  const when = times.moment(visit.local_start, now);
  const zone = times.zoneWords(visit.zone);
  return (
    <Notice kind="success" title={<Trans>Booked</Trans>}>
      <Text fz="lg" mb="md">
        <Trans>
          {name} sees {doctor} {when}, {zone}.
        </Trans>
      </Text>
      <Group>
        <Button data-autofocus autoFocus onClick={onNext}>
          <Trans>Next call</Trans>
        </Button>
        <Button variant="default" onClick={onAgain}>
          <Trans>Another visit for the same patient</Trans>
        </Button>
      </Group>
    </Notice>
  );
}
