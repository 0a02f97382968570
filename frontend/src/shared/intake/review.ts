import type { Said } from "./Answers";
import { type Answer, type Form, type Question, type Typed, walk } from "./flow";

function words(question: Question, answer: Answer): string {
  const text = (id: string) => question.choices.find((choice) => choice.id === id)?.text ?? id;
  if (Array.isArray(answer)) return answer.map(text).join(", ");
  if (question.kind === "choice") return text(String(answer));
  if (question.kind === "number") return `${answer} ${question.unit}`.trim();
  return String(answer);
}

/** What somebody is about to send, as it will be read. */
export function reviewOf(form: Form, typed: Typed): Said[] {
  const { asked, known } = walk(form, typed);
  return asked.flatMap((question) => {
    const answer = known.get(question.id);
    return answer === undefined
      ? []
      : [
          {
            question_id: question.id,
            question: question.text,
            kind: question.kind,
            said: words(question, answer),
          },
        ];
  });
}
