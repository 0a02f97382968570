import { describe, expect, test } from "vitest";
import { changed, cleaned, type Draft, flaws, moved, newQuestion, previewOf } from "./model";

function twoQuestions(): Draft {
  const first = newQuestion("choice");
  const second = newQuestion("text");
  first.text = { en: "First?", ru: "" };
  for (const choice of first.choices) choice.text = { en: "A" };
  second.text = { en: "Second?" };
  second.when = [{ question: first.id, any_of: [first.choices[0]?.id ?? ""] }];
  return { intro: {}, questions: [first, second] };
}

describe("a form being written", () => {
  test("says what is still missing, and drops texts that were left empty", () => {
    const draft = twoQuestions();
    expect(flaws(draft).size).toBe(0);
    expect(cleaned(draft).questions[0]?.text).toEqual({ en: "First?" });
    const danger = { ...newQuestion("choice"), text: { en: "?" } };
    expect(flaws({ intro: {}, questions: [danger] }).get(danger.id)).toEqual(["choice"]);
  });

  test("loses conditions that cannot hold any more", () => {
    const draft = twoQuestions();
    const [first, second] = draft.questions as [never, never];
    expect(moved(draft, (second as { id: string }).id, -1).questions[0]?.when).toEqual([]);
    const without = { ...(first as object), choices: [] } as never;
    expect(changed(draft, without).questions[1]?.when).toEqual([]);
  });

  test("reads in the chosen language, else in one that has words", () => {
    expect(previewOf(twoQuestions(), "ru", "112").questions[0]?.text).toBe("First?");
  });
});
