import { useLingui } from "@lingui/react/macro";
import type { Proposal } from "./model";
import classes from "./replan.module.css";

/** The sum of it, in figures. */
export function Counts({ counts }: { counts: Proposal["counts"] }) {
  const { t } = useLingui();
  const items: [string, number][] = [
    [t`visits`, counts.affected],
    [t`with a new place`, counts.placed],
    [t`with the same doctor`, counts.same_doctor],
    [t`on the same day`, counts.same_day],
    [t`to be phoned`, counts.leftovers],
  ];
  if (counts.left > 0) items.push([t`stay as they are`, counts.left]);
  return (
    <dl className={classes.counts}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
