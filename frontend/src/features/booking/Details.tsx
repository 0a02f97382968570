import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, Text, Textarea } from "@mantine/core";
import type { SubmitEvent } from "react";
import type { Modality, Service } from "@/shared/api/model";
import { modalityWords } from "@/shared/ui/modality";

interface Patient {
  id: string;
  given_name: string;
  family_name: string;
}

interface Props {
  service: Service;
  patients: Patient[];
  patientId: string;
  onPatient: (id: string) => void;
  modality: Modality;
  onModality: (modality: Modality) => void;
  /** How many questions the clinic asks; without any, one free sentence is enough. */
  questions: number;
  intro: string;
  reason: string;
  onReason: (text: string) => void;
  pending: boolean;
  blocked: boolean;
  onNext: () => void;
}

const reasonLength = 1000;

/** Who comes and how; and what it is about, where the clinic asks nothing else. */
export function Details(props: Props) {
  const { t } = useLingui();
  const { service, patients, questions } = props;
  function submit(event: SubmitEvent) {
    event.preventDefault();
    props.onNext();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        {patients.length > 1 ? (
          <Radio.Group
            label={t`Who is the visit for?`}
            value={props.patientId}
            onChange={props.onPatient}
          >
            <Stack gap="xs" mt="xs">
              {patients.map(({ id, given_name, family_name }) => (
                <Radio key={id} value={id} label={`${given_name} ${family_name}`} />
              ))}
            </Stack>
          </Radio.Group>
        ) : null}
        {service.modalities.length > 1 ? (
          <Radio.Group
            label={t`How would you like to talk?`}
            value={props.modality}
            onChange={(value) => props.onModality(value as Modality)}
          >
            <Group gap="lg" mt="xs">
              {service.modalities.map((item) => (
                <Radio key={item} value={item} label={modalityWords(item)} />
              ))}
            </Group>
          </Radio.Group>
        ) : null}
        {questions > 0 ? (
          <Text style={{ whiteSpace: "pre-line" }}>
            <Plural
              value={questions}
              one="The doctor would like to know a little before the visit: up to # short question."
              few="The doctor would like to know a little before the visit: up to # short questions."
              many="The doctor would like to know a little before the visit: up to # short questions."
              other="The doctor would like to know a little before the visit: up to # short questions."
            />
            {props.intro ? ` ${props.intro}` : null}
          </Text>
        ) : (
          <Textarea
            label={t`What is it about? (optional)`}
            description={t`A sentence or two helps the doctor to prepare.`}
            autosize
            minRows={3}
            maxRows={8}
            maxLength={reasonLength}
            value={props.reason}
            onChange={(event) => props.onReason(event.currentTarget.value)}
          />
        )}
        <Button type="submit" size="lg" loading={props.pending} disabled={props.blocked}>
          {questions > 0 ? <Trans>Continue</Trans> : <Trans>Book this visit</Trans>}
        </Button>
      </Stack>
    </form>
  );
}
