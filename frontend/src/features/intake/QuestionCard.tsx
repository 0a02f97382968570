import { Trans, useLingui } from "@lingui/react/macro";
import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  Stack,
  Text,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { Surface } from "@/shared/ui/Surface";
import { ChoiceRows } from "./ChoiceRows";
import { Conditions } from "./Conditions";
import classes from "./intake.module.css";
import {
  type Draft,
  type Flaw,
  type Kind,
  kinds,
  newQuestion,
  picked,
  type Question,
} from "./model";
import { NumberRules } from "./NumberRules";
import { Texts } from "./Texts";
import { useFlawWords, useKindWords } from "./words";

interface Props {
  draft: Draft;
  question: Question;
  place: number;
  languages: readonly string[];
  language: string;
  flaws: readonly Flaw[];
  open: boolean;
  onOpen: () => void;
  onChange: (question: Question) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One question: a line when it is closed, everything about it when it is open. */
export function QuestionCard(props: Props) {
  const { t } = useLingui();
  const { draft, question, place, language, flaws, open } = props;
  const kindWords = useKindWords();
  const flawWords = useFlawWords();
  const title = picked(question.text, language) || t`A question without words yet`;
  return (
    <Surface component="li" className={classes.question}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div className={classes.title}>
            <Text fw={600}>
              {place}. {title}
            </Text>
            <Group gap={6} mt={4}>
              <Badge variant="light">{kindWords(question.kind)}</Badge>
              {question.required ? null : <Badge variant="outline">{t`optional`}</Badge>}
              {question.when.length > 0 ? (
                <Badge variant="outline">{t`after certain answers`}</Badge>
              ) : null}
            </Group>
          </div>
          <Group gap={4} wrap="nowrap">
            <ActionIcon
              variant="default"
              size={44}
              disabled={place === 1}
              aria-label={t`Move up: ${title}`}
              onClick={() => props.onMove(-1)}
            >
              <IconArrowUp size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              size={44}
              disabled={place === draft.questions.length}
              aria-label={t`Move down: ${title}`}
              onClick={() => props.onMove(1)}
            >
              <IconArrowDown size={18} aria-hidden />
            </ActionIcon>
            <Button
              variant="default"
              onClick={props.onOpen}
              aria-expanded={open}
              aria-label={open ? t`Close: ${title}` : t`Change: ${title}`}
            >
              {open ? <Trans>Close</Trans> : <Trans>Change</Trans>}
            </Button>
          </Group>
        </Group>
        {flaws.map((flaw) => (
          <Text key={flaw} c="red" size="sm">
            {flawWords(flaw)}
          </Text>
        ))}
        {open ? <Inside {...props} /> : null}
      </Stack>
    </Surface>
  );
}

function Inside({ draft, question, languages, language, onChange, onRemove }: Props) {
  const { t } = useLingui();
  const kindWords = useKindWords();
  const set = (change: Partial<Question>) => onChange({ ...question, ...change });
  const become = (kind: Kind) => {
    const { id: _id, text: _text, help: _help, required: _required, ...rest } = newQuestion(kind);
    const keeps = question.choices.length > 0 && rest.choices.length > 0;
    set({ ...rest, kind, choices: keeps ? question.choices : rest.choices, when: question.when });
  };
  return (
    <Stack gap="md">
      <div className={classes.fields}>
        <Texts
          label={t`Question`}
          languages={languages}
          required
          value={question.text}
          onChange={(text) => set({ text })}
        />
        <Texts
          label={t`A hint below it`}
          languages={languages}
          value={question.help}
          onChange={(help) => set({ help })}
        />
        <NativeSelect
          label={t`Kind of answer`}
          value={question.kind}
          onChange={(event) => become(event.currentTarget.value as Kind)}
          data={kinds.map((kind) => ({ value: kind, label: kindWords(kind) }))}
        />
      </div>
      <Checkbox
        label={t`An answer is needed`}
        checked={question.required}
        onChange={(event) => set({ required: event.currentTarget.checked })}
      />
      {question.choices.length > 0 ? (
        <ChoiceRows
          question={question}
          languages={languages}
          onChange={(choices) => set({ choices })}
        />
      ) : null}
      {question.kind === "number" ? (
        <NumberRules question={question} languages={languages} onChange={set} />
      ) : null}
      <Conditions
        draft={draft}
        question={question}
        language={language}
        onChange={(when) => set({ when })}
      />
      <Button
        variant="subtle"
        color="red"
        w="fit-content"
        leftSection={<IconTrash size={18} aria-hidden />}
        onClick={onRemove}
      >
        <Trans>Remove the question</Trans>
      </Button>
    </Stack>
  );
}
