import { Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Stack, Textarea, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Appointment, Modality, Opening, Service } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { modalityWords } from "@/shared/ui/modality";
import { money } from "@/shared/ui/money";
import { Surface } from "@/shared/ui/Surface";
import { Loaded } from "@/shared/ui/states";
import { bookVisit, listDoctors, listServices, newKey } from "../api";
import { useClinic } from "../ForStaff";
import type { Patient } from "../model";
import { ChangeError } from "../visits/ChangeError";
import { TimeChooser } from "../visits/TimeChooser";
import { useVisitChange } from "../visits/useVisitChange";
import classes from "./phone.module.css";

interface Props {
  patient: Patient;
  onBooked: (visit: Appointment) => void;
}

export function BookForm({ patient, onBooked }: Props) {
  const { t } = useLingui();
  const clinic = useClinic();
  const services = useQuery({
    queryKey: ["clinic", clinic.id, "services"],
    queryFn: () => listServices(clinic.id),
  });
  const [serviceId, setServiceId] = useState("");
  return (
    <Surface component="section" aria-label={t`Service and time`}>
      <Title order={2} fz="h4" mb="sm">
        <Trans>2. Service and time</Trans>
      </Title>
      <Loaded of={services}>
        {(items) => {
          const service = items.find(({ id }) => id === serviceId);
          return (
            <Stack>
              <NativeSelect
                autoFocus
                label={t`Service`}
                value={serviceId}
                onChange={(event) => setServiceId(event.currentTarget.value)}
                data={[
                  { value: "", label: t`Choose a service` },
                  ...items.map((one) => ({
                    value: one.id,
                    label: `${one.name}, ${one.duration_min} min, ${money(one.price_minor, one.currency)}`,
                  })),
                ]}
              />
              {service ? (
                <ChooseTime
                  key={service.id}
                  patient={patient}
                  service={service}
                  onBooked={onBooked}
                />
              ) : null}
            </Stack>
          );
        }}
      </Loaded>
    </Surface>
  );
}

function ChooseTime({ patient, service, onBooked }: Props & { service: Service }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const clinic = useClinic();
  const [doctorId, setDoctorId] = useState("");
  const [chosen, setChosen] = useState<Opening | null>(null);
  const [modality, setModality] = useState<Modality>(service.modalities[0] ?? "video");
  const [reason, setReason] = useState("");
  const [key, setKey] = useState(newKey);
  const doctors = useQuery({
    queryKey: ["clinic", clinic.id, "doctors"],
    queryFn: () => listDoctors(clinic.id),
  });
  const book = useVisitChange((opening: Opening) =>
    bookVisit(
      {
        service_id: service.id,
        doctor_id: opening.doctor_id,
        patient_id: patient.id,
        starts_at: opening.starts_at,
        modality,
        reason: reason.trim() || null,
      },
      key,
    ),
  );
  const choose = (opening: Opening | null) => {
    setChosen(opening);
    setKey(newKey());
  };
  const treating = (doctors.data ?? []).filter((one) =>
    one.specialties.some(({ id }) => id === service.specialty_id),
  );
  return (
    <Stack>
      <div className={classes.fields}>
        <NativeSelect
          label={t`Doctor`}
          value={doctorId}
          onChange={(event) => {
            setDoctorId(event.currentTarget.value);
            choose(null);
          }}
          data={[
            { value: "", label: t`Any doctor, earliest time` },
            ...treating.map((one) => ({ value: one.id, label: one.display_name })),
          ]}
        />
        <NativeSelect
          label={t`Held by`}
          value={modality}
          onChange={(event) => {
            setModality(event.currentTarget.value as Modality);
            setKey(newKey());
          }}
          data={service.modalities.map((one) => ({ value: one, label: modalityWords(one) }))}
        />
      </div>
      <TimeChooser
        serviceId={service.id}
        doctorId={doctorId || undefined}
        patientId={patient.id}
        chosen={chosen}
        onChoose={choose}
      />
      <Textarea
        label={t`Reason, in the patient's words (may be left empty)`}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setKey(newKey());
        }}
      />
      <ChangeError error={book.error} />
      <Button
        size="lg"
        w="fit-content"
        disabled={!chosen}
        loading={book.isPending}
        onClick={() => chosen && book.mutate(chosen, { onSuccess: onBooked })}
      >
        {chosen ? (
          <Trans>
            Book {times.moment(chosen.local_start, now)}, {chosen.doctor_name}
          </Trans>
        ) : (
          <Trans>Choose a time first</Trans>
        )}
      </Button>
    </Stack>
  );
}
