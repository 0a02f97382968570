import { useLingui } from "@lingui/react/macro";
import type { Flaw, Kind } from "./model";

export function useKindWords(): (kind: Kind) => string {
  const { t } = useLingui();
  const words: Record<Kind, string> = {
    choice: t`One of several answers`,
    choices: t`Any of several answers`,
    text: t`Free text`,
    number: t`A number`,
    date: t`A date`,
  };
  return (kind) => words[kind];
}

export function useFlawWords(): (flaw: Flaw) => string {
  const { t } = useLingui();
  const words: Record<Flaw, string> = {
    text: t`Write the question in one language at least.`,
    choice: t`Every answer needs words in one language at least.`,
    advice: t`Say what to do now, in one language at least.`,
    bound: t`A range needs a number above or below.`,
  };
  return (flaw) => words[flaw];
}
