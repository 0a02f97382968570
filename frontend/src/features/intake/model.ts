import type { components } from "@/api/generated";
import type { Form } from "@/shared/intake/flow";

type Schemas = components["schemas"];

export type Draft = Schemas["IntakeFormDraft"];
export type Question = Schemas["IntakeQuestionDraft"];
export type Choice = Schemas["IntakeChoiceDraft"];
export type Alarm = Schemas["IntakeAlarmDraft"];
export type Condition = Schemas["IntakeConditionDraft"];
export type Kind = Question["kind"];
export type Stored = Schemas["IntakeSettings"];
/** One text by language. */
export type Texts = Record<string, string>;

export const kinds: readonly Kind[] = ["choice", "choices", "text", "number", "date"];

/** Ids are for the computer: they stay when words change, so that answers stay with their questions. */
function freshId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll("-", "").slice(0, 10)}`;
}

export const newChoice = (): Choice => ({ id: freshId("c"), text: {} });

export function newQuestion(kind: Kind): Question {
  const chosen = kind === "choice" || kind === "choices";
  return {
    id: freshId("q"),
    kind,
    text: {},
    help: {},
    required: true,
    choices: chosen ? [newChoice(), newChoice()] : [],
    alarms: [],
    unit: {},
    minimum: null,
    maximum: null,
    decimals: 0,
    max_length: 1000,
    when: [],
  };
}

export function said(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts)
      .map(([language, text]) => [language, text.trim()] as const)
      .filter(([, text]) => text !== ""),
  );
}

const weighed = <T extends Choice | Alarm>(each: T): T => ({
  ...each,
  danger: each.danger ? { advice: said(each.danger.advice) } : null,
});

/** As it is sent: without texts that were left empty. */
export function cleaned(draft: Draft): Draft {
  return {
    intro: said(draft.intro),
    questions: draft.questions.map((question) => ({
      ...question,
      text: said(question.text),
      help: said(question.help),
      unit: said(question.unit),
      choices: question.choices.map((choice) => weighed({ ...choice, text: said(choice.text) })),
      alarms: question.alarms.map(weighed),
    })),
  };
}

const empty = (texts: Texts) => Object.values(texts).every((text) => text.trim() === "");

export type Flaw = "text" | "choice" | "advice" | "bound";

function flawsOf(question: Question): Flaw[] {
  const weights = [...question.choices, ...question.alarms];
  const found: [Flaw, boolean][] = [
    ["text", empty(question.text)],
    ["choice", question.choices.some(({ text }) => empty(text))],
    ["advice", weights.some(({ danger }) => danger && empty(danger.advice))],
    ["bound", question.alarms.some(({ above, below }) => above == null && below == null)],
  ];
  return found.filter(([, is]) => is).map(([flaw]) => flaw);
}

/** What has to be filled in before the form can be saved, by question. */
export function flaws(draft: Draft): Map<string, Flaw[]> {
  const found = draft.questions.map((question) => [question.id, flawsOf(question)] as const);
  return new Map(found.filter(([, list]) => list.length > 0));
}

export function picked(texts: Texts, language: string): string {
  return texts[language] || texts.en || Object.values(texts).find(Boolean) || "";
}

/** The form as a patient would read it in this language. */
export function previewOf(draft: Draft, language: string, emergencyNumber: string): Form {
  const pick = (texts: Texts) => picked(texts, language);
  const advice = (each: Choice | Alarm) => (each.danger ? pick(each.danger.advice) : null);
  return {
    form_id: "preview",
    version: 0,
    intro: pick(draft.intro),
    emergency_number: emergencyNumber,
    questions: draft.questions.map((question) => ({
      ...question,
      text: pick(question.text),
      help: pick(question.help),
      unit: pick(question.unit),
      minimum: question.minimum ?? null,
      maximum: question.maximum ?? null,
      choices: question.choices.map((choice) => ({
        id: choice.id,
        text: pick(choice.text),
        danger: advice(choice),
      })),
      alarms: question.alarms.map((alarm) => ({
        above: alarm.above ?? null,
        below: alarm.below ?? null,
        danger: advice(alarm),
      })),
      when: question.when.map((each) => ({
        ...each,
        above: each.above ?? null,
        below: each.below ?? null,
      })),
    })),
  };
}

/** Questions an answer to which may decide whether this one is asked. */
export function deciders(draft: Draft, id: string): Question[] {
  const place = draft.questions.findIndex((question) => question.id === id);
  return draft.questions
    .slice(0, place)
    .filter(({ kind }) => kind === "choice" || kind === "choices" || kind === "number");
}

/** Without conditions that ask for what is not there any more, or not before. */
export function tidy(draft: Draft): Draft {
  return {
    ...draft,
    questions: draft.questions.map((question) => ({
      ...question,
      when: question.when.flatMap((each) => kept(each, deciders(draft, question.id))),
    })),
  };
}

function kept(condition: Condition, before: Question[]): Condition[] {
  const asked = before.find(({ id }) => id === condition.question);
  if (!asked) return [];
  if (asked.kind === "number") return [condition];
  const known = condition.any_of.filter((id) => asked.choices.some((choice) => choice.id === id));
  return known.length > 0 ? [{ ...condition, any_of: known }] : [];
}

export function moved(draft: Draft, id: string, by: -1 | 1): Draft {
  const questions = [...draft.questions];
  const from = questions.findIndex((question) => question.id === id);
  const [taken] = questions.splice(from, 1);
  if (taken) questions.splice(from + by, 0, taken);
  return tidy({ ...draft, questions });
}

export function changed(draft: Draft, question: Question): Draft {
  const questions = draft.questions.map((each) => (each.id === question.id ? question : each));
  return tidy({ ...draft, questions });
}
