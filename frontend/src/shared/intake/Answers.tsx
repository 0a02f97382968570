import type { ReactNode } from "react";
import { useTimes } from "@/shared/time/useTimes";
import classes from "./intake.module.css";

export interface Said {
  question_id: string;
  question: string;
  kind: string;
  said: string;
}

interface Props {
  answers: readonly Said[];
  /** What stands beside an answer, such as a way to change it. */
  beside?: (id: string) => ReactNode;
}

/** Questions with what was answered. */
export function Answers({ answers, beside }: Props) {
  const times = useTimes();
  return (
    <dl className={classes.answers}>
      {answers.map(({ question_id: id, question, kind, said }) => (
        <div key={id} className={classes.row}>
          <dt>{question}</dt>
          <dd>{kind === "date" ? times.fullDate(said) : said}</dd>
          {beside ? <dd className={classes.beside}>{beside(id)}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
