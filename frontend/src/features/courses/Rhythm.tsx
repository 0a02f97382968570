import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, SimpleGrid, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Account, Doctor, DoctorDays, Service } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { modalityWords } from "@/shared/ui/modality";
import { EmptyState, ErrorState } from "@/shared/ui/states";
import { planCourse } from "./api";
import { Dates } from "./Dates";

interface Props {
  doctor: Doctor;
  service: Service;
  patients: Account["patients"];
  first: string;
  /** Days with free times, the next first. */
  days: DoctorDays["days"];
}

const COUNTS = [2, 3, 4, 5, 6, 8, 10, 12];

/** When it begins, how often and how many; then the dates. */
export function Rhythm({ doctor, service, patients, first, days }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const bookable = patients.filter(({ scope }) => scope === "self" || scope === "book");
  const [patientId, setPatientId] = useState(first);
  const [modality, setModality] = useState(service.modalities[0] ?? "video");
  const [day, setDay] = useState(days[0]?.date ?? "");
  const [time, setTime] = useState("");
  const [every, setEvery] = useState("7");
  const [count, setCount] = useState("4");
  const openings = days.find(({ date }) => date === day)?.openings ?? [];
  const start = openings.find(({ starts_at }) => starts_at === time) ?? openings[0];
  const plan = useMutation({ mutationFn: planCourse });
  if (!start)
    return (
      <EmptyState title={<Trans>No free times in the next four weeks</Trans>}>
        <Trans>A course begins with a free time. Look at later days, or ask another doctor.</Trans>
      </EmptyState>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate({
      service_id: service.id,
      doctor_id: doctor.id,
      patient_id: patientId,
      modality,
      starts_at: start.starts_at,
      count: Number(count),
      every_days: Number(every),
    });
  };
  return (
    <Stack gap="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          {bookable.length > 1 ? (
            <NativeSelect
              label={t`Who are the visits for?`}
              value={patientId}
              onChange={(event) => setPatientId(event.currentTarget.value)}
              data={bookable.map((one) => ({
                value: one.id,
                label: `${one.given_name} ${one.family_name}`,
              }))}
            />
          ) : null}
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NativeSelect
              label={t`First visit on`}
              value={day}
              onChange={(event) => {
                setDay(event.currentTarget.value);
                setTime("");
              }}
              data={days.map(({ date }) => ({ value: date, label: times.dayName(date, now) }))}
            />
            <NativeSelect
              label={t`At`}
              value={start.starts_at}
              onChange={(event) => setTime(event.currentTarget.value)}
              data={openings.map((one) => ({
                value: one.starts_at,
                label: times.clock(one.local_start),
              }))}
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NativeSelect
              label={t`How often`}
              value={every}
              onChange={(event) => setEvery(event.currentTarget.value)}
              data={[
                { value: "1", label: t`Every day` },
                { value: "2", label: t`Every second day` },
                { value: "7", label: t`Every week` },
                { value: "14", label: t`Every two weeks` },
                { value: "28", label: t`Every four weeks` },
              ]}
            />
            <NativeSelect
              label={t`How many visits`}
              value={count}
              onChange={(event) => setCount(event.currentTarget.value)}
              data={COUNTS.map(String)}
            />
          </SimpleGrid>
          {service.modalities.length > 1 ? (
            <NativeSelect
              label={t`How`}
              value={modality}
              onChange={(event) => setModality(event.currentTarget.value as typeof modality)}
              data={service.modalities.map((one) => ({ value: one, label: modalityWords(one) }))}
            />
          ) : null}
          <Group>
            <Button
              type="submit"
              variant={plan.data ? "default" : "filled"}
              loading={plan.isPending}
            >
              <Trans>Show the dates</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
      {plan.error ? <ErrorState error={plan.error} /> : null}
      {plan.data && plan.variables ? (
        <Dates key={JSON.stringify(plan.variables)} plan={plan.data} wish={plan.variables} />
      ) : null}
    </Stack>
  );
}
