import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Group, List, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answered, api } from "@/shared/api/client";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { withOffset } from "@/shared/time/zoned";
import { Notice } from "@/shared/ui/Notice";
import { ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { getDoctor } from "../api";
import { useClinic } from "../ForStaff";
import type { Patient } from "../model";
import { PatientFinder } from "../phone/PatientFinder";
import { useReasonWords } from "./reasonWords";

interface Props {
  doctor: { id: string; display_name: string };
  day: string;
  opened: boolean;
  onClose: () => void;
}

/** "Why is this time (not) offered?": the rules that search and booking ask, said in words. */
export function WhyDrawer({ doctor, day, opened, onClose }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={t`Why is a time offered, or not?`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {opened ? (
        <Stack>
          <Text fw={600}>
            {doctor.display_name}, {times.dayName(day, now)}
          </Text>
          <Question doctorId={doctor.id} day={day} />
        </Stack>
      ) : null}
    </Drawer>
  );
}

interface Asked {
  serviceId: string;
  startsAt: string;
  patient: Patient | null;
}

function Question({ doctorId, day }: { doctorId: string; day: string }) {
  const { t } = useLingui();
  const [serviceId, setServiceId] = useState("");
  const [clock, setClock] = useState("09:00");
  const [patient, setPatient] = useState<Patient | null>(null);
  const [finding, setFinding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const doctor = useQuery({ queryKey: ["doctor", doctorId], queryFn: () => getDoctor(doctorId) });
  return (
    <Loaded of={doctor}>
      {({ services, zone }) => {
        const service = serviceId || services[0]?.id || "";
        const submit = (event: FormEvent) => {
          event.preventDefault();
          const startsAt = withOffset(`${day}T${clock}`, zone);
          setAsked({ serviceId: service, startsAt, patient });
        };
        return (
          <Stack>
            <form onSubmit={submit}>
              <Stack gap="sm">
                <NativeSelect
                  label={t`Service`}
                  value={service}
                  onChange={(event) => setServiceId(event.currentTarget.value)}
                  data={services.map(({ id, name }) => ({ value: id, label: name }))}
                />
                <TextInput
                  type="time"
                  required
                  label={t`Start, on the clinic's clock`}
                  value={clock}
                  onChange={(event) => setClock(event.currentTarget.value)}
                  maw={280}
                />
                <ForWhom
                  patient={patient}
                  onOther={() => setFinding(true)}
                  onNobody={() => setPatient(null)}
                />
                <Button type="submit" w="fit-content">
                  <Trans>Why?</Trans>
                </Button>
              </Stack>
            </form>
            {finding ? (
              <PatientFinder
                onFound={(found) => {
                  setPatient(found);
                  setFinding(false);
                }}
              />
            ) : null}
            {asked ? <Answer doctorId={doctorId} asked={asked} /> : null}
          </Stack>
        );
      }}
    </Loaded>
  );
}

interface ForWhomProps {
  patient: Patient | null;
  onOther: () => void;
  onNobody: () => void;
}

function ForWhom({ patient, onOther, onNobody }: ForWhomProps) {
  const name = patient ? `${patient.given_name} ${patient.family_name}` : "";
  return (
    <Group gap="xs">
      <Text>{patient ? <Trans>For {name}</Trans> : <Trans>For anybody</Trans>}</Text>
      <Button variant="default" onClick={onOther}>
        {patient ? <Trans>Another patient</Trans> : <Trans>For one patient</Trans>}
      </Button>
      {patient ? (
        <Button variant="default" onClick={onNobody}>
          <Trans>For anybody</Trans>
        </Button>
      ) : null}
    </Group>
  );
}

function Answer({ doctorId, asked }: { doctorId: string; asked: Asked }) {
  const clinic = useClinic();
  const words = useReasonWords();
  const { serviceId, startsAt, patient } = asked;
  const why = useQuery({
    queryKey: ["clinic", clinic.id, "why", doctorId, serviceId, startsAt, patient?.id ?? ""],
    queryFn: () =>
      answered(
        api.GET("/api/v1/clinics/{clinic_id}/why", {
          params: {
            path: { clinic_id: clinic.id },
            query: {
              service_id: serviceId,
              doctor_id: doctorId,
              starts_at: startsAt,
              ...(patient ? { patient_id: patient.id } : {}),
            },
          },
        }),
      ),
    staleTime: 0,
  });
  if (why.error) return <ErrorState error={why.error} retry={() => void why.refetch()} />;
  if (!why.data) return <LoadingRows rows={1} />;
  const { bookable, reasons, bookable_by_desk: byDesk } = why.data;
  if (bookable)
    return (
      <Notice kind="success" title={<Trans>This time is offered and can be booked</Trans>}>
        <Trans>Nothing speaks against it at the moment.</Trans>
      </Notice>
    );
  return (
    <Notice kind="warning" title={<Trans>This time is not offered</Trans>}>
      <List spacing={4}>
        {reasons.map(({ code, reason }) => (
          <List.Item key={code}>{words(code) ?? reason}</List.Item>
        ))}
      </List>
      {byDesk ? (
        <Text mt="xs">
          <Trans>The phone desk can book it.</Trans>
        </Text>
      ) : null}
    </Notice>
  );
}
