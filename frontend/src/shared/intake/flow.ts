import type { components } from "@/api/generated";

/*
 * The same decisions as the server's: which question comes next, what is wrong with an answer, and whether it means
 * danger. The server decides; here it is known while somebody is still typing.
 */
export type Form = components["schemas"]["IntakeFormView"];
export type Question = components["schemas"]["IntakeQuestionView"];
export type Answer = string | number | string[];

/** What stands in the fields: numbers as they were typed, so that nothing typed is lost. */
export type Typed = Readonly<Record<string, string | string[]>>;

export type Flaw =
  | "required"
  | "not_a_number"
  | "too_small"
  | "too_large"
  | "too_precise"
  | "too_long"
  | "not_a_date"
  | "not_a_choice";

interface Range {
  above: number | null;
  below: number | null;
}

function within(range: Range, value: unknown): boolean {
  if (typeof value !== "number") return false;
  return (
    (range.above === null || value > range.above) && (range.below === null || value < range.below)
  );
}

function numberOf(text: string): number {
  return Number(text.trim().replace(",", ".").replace("−", "-"));
}

function readNumber(question: Question, text: string): Read {
  const value = numberOf(text);
  if (!Number.isFinite(value)) return bad("not_a_number");
  if (question.minimum !== null && value < question.minimum) return bad("too_small");
  if (question.maximum !== null && value > question.maximum) return bad("too_large");
  return Number(value.toFixed(question.decimals)) === value ? good(value) : bad("too_precise");
}

function readDate(text: string): Read {
  const known = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  const year = Number(text.slice(0, 4));
  return known && year >= 1900 && year <= 2200 ? good(text) : bad("not_a_date");
}

function readChosen(question: Question, given: string[]): Read {
  const known = question.choices.map(({ id }) => id);
  const chosen = known.filter((id) => given.includes(id));
  if (chosen.length === 0 || !given.every((id) => known.includes(id))) return bad("not_a_choice");
  return good(question.kind === "choices" ? chosen : (chosen[0] as string));
}

type Read = { answer: Answer } | { flaw: Flaw } | { skipped: true };

const good = (answer: Answer): Read => ({ answer });
const bad = (flaw: Flaw): Read => ({ flaw });

function readText(question: Question, text: string): Read {
  switch (question.kind) {
    case "number":
      return readNumber(question, text);
    case "date":
      return readDate(text);
    default:
      return text.length > question.max_length ? bad("too_long") : good(text);
  }
}

/** One field's content as an answer, or what is wrong with it. */
export function readAnswer(question: Question, given: string | string[] | undefined): Read {
  const typed = typeof given === "string" ? given.trim() : (given ?? []);
  if (typed.length === 0) return question.required ? bad("required") : { skipped: true };
  if (question.kind === "choice" || question.kind === "choices")
    return readChosen(question, typeof typed === "string" ? [typed] : typed);
  return readText(question, String(typed));
}

function leads(question: Question, known: ReadonlyMap<string, Answer>): boolean {
  return question.when.every((condition) => {
    const answer = known.get(condition.question);
    if (answer === undefined) return false;
    if (condition.any_of.length === 0) return within(condition, answer);
    const given = Array.isArray(answer) ? answer : [answer];
    return given.some((each) => condition.any_of.includes(String(each)));
  });
}

/** The questions that these answers lead to, in order, with what was answered well so far. */
export function walk(form: Form, typed: Typed) {
  const known = new Map<string, Answer>();
  const asked: Question[] = [];
  const flaws = new Map<string, Flaw>();
  for (const question of form.questions) {
    if (!leads(question, known)) continue;
    asked.push(question);
    const read = readAnswer(question, typed[question.id]);
    if ("answer" in read) known.set(question.id, read.answer);
    if ("flaw" in read) flaws.set(question.id, read.flaw);
  }
  return { asked, known, flaws };
}

/** The advice that this answer leads to instead of a visit; null when it means no danger. */
export function dangerOf(question: Question, given: string | string[] | undefined): string | null {
  const read = readAnswer(question, given);
  if (!("answer" in read)) return null;
  const chosen = Array.isArray(read.answer) ? read.answer : [read.answer];
  const choice = question.choices.find(({ id, danger }) => danger !== null && chosen.includes(id));
  if (choice) return choice.danger;
  const alarm = question.alarms.find(
    (range) => range.danger !== null && within(range, read.answer),
  );
  return alarm?.danger ?? null;
}

/** The first danger among the answers that count, in the order in which they were asked. */
export function firstDanger(form: Form, typed: Typed): string | null {
  for (const question of walk(form, typed).asked) {
    const advice = dangerOf(question, typed[question.id]);
    if (advice !== null) return advice;
  }
  return null;
}

/** What is sent: only answers to questions that are asked. */
export function intakeOf(form: Form, typed: Typed) {
  return { form_id: form.form_id, answers: Object.fromEntries(walk(form, typed).known) };
}

/** The question after this one; null when it was the last. Without one, the first. */
export function nextOf(form: Form, typed: Typed, id?: string): Question | null {
  const { asked } = walk(form, typed);
  return asked[asked.findIndex((each) => each.id === id) + 1] ?? null;
}
