import { useLingui } from "@lingui/react/macro";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useNow, useTimes } from "@/shared/time/useTimes";
import classes from "./scheduling.module.css";

interface Props {
  start: string;
  /** Whose time it is, for those who hear the link out of its place on the page. */
  doctor: string;
  link: LinkProps;
}

/** One free time: shows the clock, and is called by its whole name. */
export function TimeLink({ start, doctor, link }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const clock = times.clock(start);
  const moment = times.moment(start, now);
  return (
    <Link {...link} className={classes.time} aria-label={t`${clock}, ${moment}, ${doctor}`}>
      {clock}
    </Link>
  );
}
