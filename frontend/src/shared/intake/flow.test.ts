import { describe, expect, test } from "vitest";
import { dangerOf, type Form, firstDanger, intakeOf, nextOf, readAnswer, walk } from "./flow";

const base = {
  help: "",
  required: true,
  choices: [],
  alarms: [],
  unit: "",
  minimum: null,
  maximum: null,
  decimals: 0,
  max_length: 20,
  when: [],
};
const choice = (id: string, danger: string | null = null) => ({ id, text: id, danger });
const form: Form = {
  form_id: "f",
  version: 1,
  intro: "",
  emergency_number: "112",
  questions: [
    { ...base, id: "pain", kind: "choice", text: "?", choices: [choice("chest"), choice("back")] },
    {
      ...base,
      id: "breath",
      kind: "choice",
      text: "?",
      choices: [choice("yes", "Call now"), choice("no")],
      when: [{ question: "pain", any_of: ["chest"], above: null, below: null }],
    },
    {
      ...base,
      id: "fever",
      kind: "number",
      text: "?",
      required: false,
      minimum: 30,
      maximum: 45,
      decimals: 1,
      alarms: [{ above: 41, below: null, danger: "Too hot" }],
    },
    {
      ...base,
      id: "since",
      kind: "date",
      text: "?",
      when: [{ question: "fever", any_of: [], above: 38, below: null }],
    },
  ],
};
const [pain, breath, fever, since] = form.questions as [never, never, never, never];

describe("the way through the questions", () => {
  test("follows the answers, and leaves what is not asked out of what is sent", () => {
    expect(walk(form, { pain: "back" }).asked.map(({ id }) => id)).toEqual(["pain", "fever"]);
    expect(nextOf(form, { pain: "chest" }, "pain")?.id).toBe("breath");
    expect(nextOf(form, { pain: "back", fever: "38,5" }, "fever")?.id).toBe("since");
    expect(nextOf(form, { pain: "back" }, "fever")).toBeNull();
    expect(intakeOf(form, { pain: "back", breath: "yes", fever: "37,5" })).toEqual({
      form_id: "f",
      answers: { pain: "back", fever: 37.5 },
    });
  });

  test("starts anew at a question that is not asked any more", () => {
    expect(nextOf(form, {}, "breath")?.id).toBe("pain");
  });
});

describe("danger", () => {
  test("is known as soon as it is answered, and only where the question is asked", () => {
    expect(dangerOf(breath, "yes")).toBe("Call now");
    expect(firstDanger(form, { pain: "chest", breath: "yes" })).toBe("Call now");
    expect(firstDanger(form, { pain: "back", breath: "yes" })).toBeNull();
    expect(dangerOf(fever, "41,1")).toBe("Too hot");
    expect(dangerOf(fever, "41")).toBeNull();
  });
});

describe("an answer", () => {
  test.each([
    [pain, undefined, { flaw: "required" }],
    [pain, "elsewhere", { flaw: "not_a_choice" }],
    [fever, " ", { skipped: true }],
    [fever, "warm", { flaw: "not_a_number" }],
    [fever, "12", { flaw: "too_small" }],
    [fever, "46", { flaw: "too_large" }],
    [fever, "37.25", { flaw: "too_precise" }],
    [fever, "37,5", { answer: 37.5 }],
    [since, "2026-11-2", { flaw: "not_a_date" }],
    [since, "2026-11-20", { answer: "2026-11-20" }],
  ])("%# says what is wrong with it", (question, given, read) => {
    expect(readAnswer(question, given)).toEqual(read);
  });
});
