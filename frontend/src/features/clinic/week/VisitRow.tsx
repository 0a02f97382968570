import { Trans, useLingui } from "@lingui/react/macro";
import { IconAlertTriangle } from "@tabler/icons-react";
import { LIVE_STATUSES, type WeekVisit } from "@/shared/api/week";
import { useTimes } from "@/shared/time/useTimes";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import classes from "./week.module.css";

interface Props {
  visit: WeekVisit;
  onOpen: (id: string) => void;
}

/** A visit in a list, as one button that opens its details. */
export function VisitRow({ visit, onOpen }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const time = times.span(visit.local_start, visit.local_end);
  return (
    <li>
      <button
        type="button"
        className={classes.visit}
        onClick={() => onOpen(visit.id)}
        title={t`Details`}
      >
        <span className={classes.time}>{time}</span>
        <span className={classes.who}>
          <strong>{visit.patient_name}</strong>
          <span className={classes.service}>{visit.service_name}</span>
        </span>
        <span className={classes.marks}>
          <StatusBadge status={visit.status} />
          {visit.covered || !LIVE_STATUSES.has(visit.status) ? null : (
            <strong className={classes.warn}>
              <IconAlertTriangle size={14} aria-hidden /> <Trans>nobody covers it</Trans>
            </strong>
          )}
        </span>
      </button>
    </li>
  );
}
