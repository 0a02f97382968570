import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Stack, Title } from "@mantine/core";
import { Answers, type Said } from "@/shared/intake/Answers";
import { Surface } from "@/shared/ui/Surface";

interface Props {
  answers: Said[];
  pending: boolean;
  onChange: (questionId: string) => void;
  onBook: () => void;
  onBack: () => void;
}

/** Everything as it will be sent, each answer with a way back to it. */
export function Review({ answers, pending, onChange, onBook, onBack }: Props) {
  const { t } = useLingui();
  return (
    <Stack gap="lg">
      <Surface component="section" aria-label={t`Your answers`}>
        <Title order={2} fz="h4" mb="md">
          <Trans>Check your answers</Trans>
        </Title>
        <Answers
          answers={answers}
          beside={(id) => (
            <Anchor
              component="button"
              type="button"
              onClick={() => onChange(id)}
              aria-label={t`Change: ${answers.find((each) => each.question_id === id)?.question ?? ""}`}
              style={{ minHeight: 44, flex: "none" }}
            >
              <Trans>Change</Trans>
            </Anchor>
          )}
        />
      </Surface>
      <Group justify="space-between">
        <Button variant="default" size="lg" onClick={onBack}>
          <Trans>Back</Trans>
        </Button>
        <Button size="lg" loading={pending} onClick={onBook}>
          <Trans>Book this visit</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
