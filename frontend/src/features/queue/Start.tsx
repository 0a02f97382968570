import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, Text, Textarea, Title } from "@mantine/core";
import type { SubmitEvent } from "react";
import type { Account, Modality } from "@/shared/api/model";
import type { Form } from "@/shared/intake/flow";
import { modalityWords } from "@/shared/ui/modality";
import type { Duty, DutyService } from "./api";
import type { JoinSteps } from "./useJoin";

interface Props {
  duty: Duty;
  service: DutyService;
  account: Account;
  form: Form | null;
  steps: JoinSteps;
}

/** Who it is for, and how they want to talk; and what is wrong, where the clinic asks nothing else. */
export function Start({ duty, service, account, form, steps }: Props) {
  const { t } = useLingui();
  const { choices } = steps;
  const questions = form?.questions.length ?? 0;
  const mine = account.patients.filter(({ scope }) => scope === "self" || scope === "book");
  function submit(event: SubmitEvent) {
    event.preventDefault();
    steps.goOn();
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <div>
          <Title order={2} fz="h3">
            {service.name}
          </Title>
          <Text c="dimmed">{duty.clinic.name}</Text>
        </div>
        {form?.intro ? <Text style={{ whiteSpace: "pre-line" }}>{form.intro}</Text> : null}
        {mine.length > 1 ? (
          <Radio.Group
            label={t`Who needs the doctor?`}
            value={choices.patientId}
            onChange={choices.setPatientId}
          >
            <Stack gap="xs" mt="xs">
              {mine.map(({ id, given_name, family_name }) => (
                <Radio key={id} value={id} label={`${given_name} ${family_name}`} />
              ))}
            </Stack>
          </Radio.Group>
        ) : null}
        {service.modalities.length > 1 ? (
          <Radio.Group
            label={t`How would you like to talk?`}
            value={choices.modality}
            onChange={(value) => choices.setModality(value as Modality)}
          >
            <Group gap="lg" mt="xs">
              {service.modalities.map((item) => (
                <Radio key={item} value={item} label={modalityWords(item)} />
              ))}
            </Group>
          </Radio.Group>
        ) : null}
        {questions > 0 ? (
          <Text>
            <Plural
              value={questions}
              one="Up to # short question tells how urgent it is, and lets the doctor prepare."
              few="Up to # short questions tell how urgent it is, and let the doctor prepare."
              many="Up to # short questions tell how urgent it is, and let the doctor prepare."
              other="Up to # short questions tell how urgent it is, and let the doctor prepare."
            />
          </Text>
        ) : (
          <Textarea
            label={t`What is wrong?`}
            description={t`A sentence or two. Only the doctors on duty read it.`}
            autosize
            minRows={3}
            maxRows={8}
            maxLength={1000}
            value={choices.reason}
            onChange={(event) => choices.setReason(event.currentTarget.value)}
          />
        )}
        <Button type="submit" size="lg">
          <Trans>Continue</Trans>
        </Button>
      </Stack>
    </form>
  );
}
