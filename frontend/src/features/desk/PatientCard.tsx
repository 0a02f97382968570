import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Appointment } from "@/shared/api/model";
import { useTimes } from "@/shared/time/useTimes";
import { Facts } from "@/shared/ui/Facts";
import { ModalityLabel } from "@/shared/ui/modality";
import { Surface } from "@/shared/ui/Surface";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { getPatient, type PatientFacts } from "./api";
import { PatientAnswers } from "./PatientAnswers";

/** Whole years on a given day, by the calendar. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5, 10) < birthDate.slice(5, 10) ? years - 1 : years;
}

export function PatientCard({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const patient = useQuery({
    queryKey: ["patient", visit.patient.id],
    queryFn: () => getPatient(visit.patient.id),
  });
  return (
    <Surface component="section" aria-label={t`Patient`}>
      <Title order={2} fz="h4" mb="sm">
        <Trans>Patient</Trans>
      </Title>
      <Loaded of={patient} loading={<LoadingRows rows={1} height={120} />}>
        {(facts) => <PatientFactsList facts={facts} visit={visit} />}
      </Loaded>
      {visit.reason ? (
        <>
          <Title order={3} fz="md" mt="md" mb={4}>
            <Trans>Reason for the visit</Trans>
          </Title>
          <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{visit.reason}</Text>
        </>
      ) : null}
      <PatientAnswers visitId={visit.id} />
    </Surface>
  );
}

function PatientFactsList({ facts, visit }: { facts: PatientFacts; visit: Appointment }) {
  const { t } = useLingui();
  const times = useTimes();
  const years = ageOn(facts.birth_date, visit.local_start);
  const sexes = { female: t`female`, male: t`male`, other: t`other`, unknown: t`not stated` };
  return (
    <Facts
      items={[
        [t`Name`, `${facts.given_name} ${facts.family_name}`],
        [
          t`Age`,
          <span key="age">
            <Plural value={years} one="# year" few="# years" many="# years" other="# years" />,{" "}
            {times.fullDate(facts.birth_date)}
          </span>,
        ],
        [t`Sex`, sexes[facts.sex]],
        [t`Language`, facts.language],
        [
          t`Phone`,
          facts.phone ? (
            <Anchor key="phone" href={`tel:${facts.phone}`}>
              {facts.phone}
            </Anchor>
          ) : null,
        ],
        [t`Visit`, visit.service.name],
        [t`Held by`, <ModalityLabel key="modality" modality={visit.modality} />],
      ]}
    />
  );
}
