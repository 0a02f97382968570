import { Fragment, type ReactNode } from "react";
import classes from "./ui.module.css";

/** Label and value pairs; values that are empty are left out. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {items.map(([label, value]) =>
        value === null || value === undefined || value === "" ? null : (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}
