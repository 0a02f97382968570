import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { Word } from "./model";
import classes from "./replan.module.css";
import { AGAINST, FOR, useWords } from "./wording";

/** What speaks for a place and against it, with a mark for each. */
export function Words({ words }: { words: readonly Word[] }) {
  const say = useWords();
  return (
    <ul className={classes.words}>
      {words.map((word) => {
        const against = AGAINST.has(word);
        return (
          <li key={word} data-against={against}>
            {against ? <IconAlertTriangle size={14} aria-hidden /> : null}
            {FOR.has(word) ? <IconCheck size={14} aria-hidden /> : null}
            {say[word]}
          </li>
        );
      })}
    </ul>
  );
}
