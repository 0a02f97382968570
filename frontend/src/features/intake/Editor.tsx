import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "@/shared/api/client";
import { useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { EmptyState, ErrorState } from "@/shared/ui/states";
import classes from "./intake.module.css";
import {
  changed,
  cleaned,
  type Draft,
  flaws,
  type Kind,
  kinds,
  moved,
  newQuestion,
  type Question,
  type Stored,
  tidy,
} from "./model";
import { Preview } from "./Preview";
import { QuestionCard } from "./QuestionCard";
import { Texts } from "./Texts";
import { useKindWords } from "./words";

export interface Place {
  clinicId: string;
  serviceId: string;
  languages: readonly string[];
  emergencyNumber: string;
}

interface Props {
  place: Place;
  stored: Stored;
}

function draftOf({ intro, questions }: Stored): Draft {
  return { intro, questions };
}

function useSaving({ clinicId, serviceId }: Place, version: number, onSaved: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (draft: Draft) =>
      answered(
        api.PUT("/api/v1/clinics/{clinic_id}/services/{service_id}/intake", {
          params: {
            path: { clinic_id: clinicId, service_id: serviceId },
            header: { "if-match": `"${version}"` },
          },
          body: cleaned(draft),
        }),
      ),
    onSuccess: async (saved) => {
      cache.setQueryData(["intake-form", serviceId], saved);
      await cache.invalidateQueries({ queryKey: ["intake", serviceId] });
      onSaved();
    },
  });
}

export function Editor({ place, stored }: Props) {
  const { t, i18n } = useLingui();
  const [draft, setDraft] = useState(() => draftOf(stored));
  const [open, setOpen] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const saving = useSaving(place, stored.version, () => setTried(false));
  const wrong = flaws(draft);
  const touched = JSON.stringify(draft) !== JSON.stringify(draftOf(stored));
  const language = place.languages.includes(i18n.locale)
    ? i18n.locale
    : (place.languages[0] ?? "en");
  const edit = (next: Draft) => {
    saving.reset();
    setDraft(next);
  };
  const add = (kind: Kind) => {
    const question = newQuestion(kind);
    edit({ ...draft, questions: [...draft.questions, question] });
    setOpen(question.id);
  };
  const remove = (question: Question) =>
    edit(tidy({ ...draft, questions: draft.questions.filter(({ id }) => id !== question.id) }));
  const save = () => {
    setTried(true);
    const [first] = wrong.keys();
    if (first) return setOpen(first);
    return saving.mutate(draft);
  };
  return (
    <div className={classes.columns}>
      <Stack gap="md">
        <Standing stored={stored} touched={touched} saved={saving.isSuccess} />
        <Texts
          label={t`A word before the questions`}
          languages={place.languages}
          long
          value={draft.intro}
          onChange={(intro) => edit({ ...draft, intro })}
        />
        {draft.questions.length === 0 ? (
          <EmptyState title={<Trans>No questions yet</Trans>}>
            <Trans>Patients book this service without being asked anything but a sentence.</Trans>
          </EmptyState>
        ) : (
          <ol className={classes.list}>
            {draft.questions.map((question, index) => (
              <QuestionCard
                key={question.id}
                draft={draft}
                question={question}
                place={index + 1}
                languages={place.languages}
                language={language}
                flaws={tried ? (wrong.get(question.id) ?? []) : []}
                open={open === question.id}
                onOpen={() => setOpen(open === question.id ? null : question.id)}
                onChange={(next) => edit(changed(draft, next))}
                onMove={(by) => edit(moved(draft, question.id, by))}
                onRemove={() => remove(question)}
              />
            ))}
          </ol>
        )}
        {draft.questions.length < 40 ? <Adding onAdd={add} /> : null}
        {tried && wrong.size > 0 ? (
          <Notice kind="danger">
            <Plural
              value={wrong.size}
              one="# question is not finished yet; it is marked above."
              few="# questions are not finished yet; they are marked above."
              many="# questions are not finished yet; they are marked above."
              other="# questions are not finished yet; they are marked above."
            />
          </Notice>
        ) : null}
        {saving.error ? <ErrorState error={saving.error} /> : null}
        <Group>
          <Button size="md" onClick={save} loading={saving.isPending} disabled={!touched}>
            <Trans>Save as version {stored.version + 1}</Trans>
          </Button>
        </Group>
      </Stack>
      <div className={classes.preview}>
        <Preview
          draft={draft}
          languages={place.languages}
          emergencyNumber={place.emergencyNumber}
        />
      </div>
    </div>
  );
}

interface StandingProps {
  stored: Stored;
  touched: boolean;
  saved: boolean;
}

function Standing({ stored, touched, saved }: StandingProps) {
  const times = useTimes();
  const { version, changed_at: at } = stored;
  if (touched)
    return (
      <Notice kind="warning">
        <Trans>Not saved yet: patients are still asked as before.</Trans>
      </Notice>
    );
  if (saved)
    return (
      <Notice kind="success">
        <Trans>Saved: from now on patients are asked version {version}.</Trans>
      </Notice>
    );
  return (
    <Text c="dimmed" size="sm">
      {at ? (
        <Trans>
          Version {version}, in use since {times.fullDate(at.slice(0, 10))}
        </Trans>
      ) : (
        <Trans>There has not been a form yet.</Trans>
      )}
    </Text>
  );
}

function Adding({ onAdd }: { onAdd: (kind: Kind) => void }) {
  const { t } = useLingui();
  const kindWords = useKindWords();
  const [kind, setKind] = useState<Kind>("choice");
  return (
    <Group align="flex-end">
      <NativeSelect
        label={t`New question`}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
        data={kinds.map((each) => ({ value: each, label: kindWords(each) }))}
      />
      <Button variant="default" onClick={() => onAdd(kind)}>
        <Trans>Add the question</Trans>
      </Button>
    </Group>
  );
}
