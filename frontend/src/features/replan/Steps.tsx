import { Trans, useLingui } from "@lingui/react/macro";
import { IconCheck } from "@tabler/icons-react";
import classes from "./replan.module.css";

export type Step = 1 | 2 | 3 | 4;

/** Where in the four steps this page is. */
export function Steps({ at }: { at: Step }) {
  const { t } = useLingui();
  const names = [
    <Trans key="who">Who and when</Trans>,
    <Trans key="visits">Each visit</Trans>,
    <Trans key="confirm">Confirm</Trans>,
    <Trans key="done">Done</Trans>,
  ];
  return (
    <ol className={classes.steps} aria-label={t`Steps`}>
      {names.map((name, index) => {
        const number = index + 1;
        const past = number < at || at === 4;
        return (
          <li key={number} data-past={past} aria-current={number === at ? "step" : undefined}>
            <span className={classes.stepMark} aria-hidden>
              {past ? <IconCheck size={16} /> : number}
            </span>
            {name}
          </li>
        );
      })}
    </ol>
  );
}
