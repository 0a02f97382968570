import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Answers } from "@/shared/intake/Answers";
import { DangerStop } from "@/shared/intake/DangerStop";
import { firstDanger, nextOf, type Typed, walk } from "@/shared/intake/flow";
import { QuestionScreen } from "@/shared/intake/QuestionScreen";
import { reviewOf } from "@/shared/intake/review";
import { Surface } from "@/shared/ui/Surface";
import { type Draft, previewOf } from "./model";

interface Props {
  draft: Draft;
  languages: readonly string[];
  emergencyNumber: string;
}

/** The form as a patient goes through it, with what has not been saved yet. */
export function Preview({ draft, languages, emergencyNumber }: Props) {
  const { t, i18n } = useLingui();
  const own = languages.includes(i18n.locale) ? i18n.locale : (languages[0] ?? "en");
  const [language, setLanguage] = useState(own);
  const names: Record<string, string> = { en: t`English`, ru: t`Russian`, de: t`German` };
  return (
    <Surface component="section" aria-label={t`Preview`}>
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} fz="h4">
            <Trans>As a patient sees it</Trans>
          </Title>
          <NativeSelect
            aria-label={t`Language of the preview`}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value)}
            data={languages.map((each) => ({ value: each, label: names[each] ?? each }))}
          />
        </Group>
        <Walk draft={draft} language={language} emergencyNumber={emergencyNumber} />
      </Stack>
    </Surface>
  );
}

interface WalkProps {
  draft: Draft;
  language: string;
  emergencyNumber: string;
}

function Walk({ draft, language, emergencyNumber }: WalkProps) {
  const [typed, setTyped] = useState<Typed>({});
  const [way, setWay] = useState<string[]>([]);
  const [danger, setDanger] = useState(false);
  const form = previewOf(draft, language, emergencyNumber);
  const { asked } = walk(form, typed);
  const at = way.at(-1);
  const question = at === "end" ? undefined : (asked.find(({ id }) => id === at) ?? asked[0]);
  if (asked.length === 0)
    return (
      <Text c="dimmed">
        <Trans>Without questions, patients say in a sentence what it is about.</Trans>
      </Text>
    );
  const advice = firstDanger(form, typed);
  if (danger && advice !== null)
    return (
      <DangerStop
        advice={advice}
        emergencyNumber={emergencyNumber}
        onMistaken={() => setDanger(false)}
      />
    );
  if (!question)
    return (
      <Stack gap="md">
        <Answers answers={reviewOf(form, typed)} />
        <Button variant="default" w="fit-content" onClick={() => setWay([])}>
          <Trans>Begin again</Trans>
        </Button>
      </Stack>
    );
  const goOn = () => {
    if (firstDanger(form, typed) !== null) return setDanger(true);
    return setWay([...way, nextOf(form, typed, question.id)?.id ?? "end"]);
  };
  return (
    <QuestionScreen
      form={form}
      question={question}
      typed={typed}
      quiet
      onChange={(id, value) => setTyped({ ...typed, [id]: value })}
      onNext={goOn}
      onBack={() => setWay(way.slice(0, -1))}
    />
  );
}
