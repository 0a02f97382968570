import { Trans, useLingui } from "@lingui/react/macro";
import { Title } from "@mantine/core";
import { Answers } from "@/shared/intake/Answers";
import { useAnswers } from "@/shared/intake/useAnswers";

/** What the patient answered before the visit; nothing when there was nothing to answer. */
export function PatientAnswers({ visitId }: { visitId: string }) {
  const { i18n } = useLingui();
  const answers = useAnswers(visitId, i18n.locale);
  if (!answers.data?.answers.length) return null;
  return (
    <>
      <Title order={3} fz="md" mt="md" mb={8}>
        <Trans>Answers before the visit</Trans>
      </Title>
      <Answers answers={answers.data.answers} />
    </>
  );
}
