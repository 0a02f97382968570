import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconArrowsMove } from "@tabler/icons-react";
import { LIVE_STATUSES, type WeekVisit } from "@/shared/api/week";
import { useTimes } from "@/shared/time/useTimes";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import classes from "./day.module.css";
import { isMovable } from "./dragModel";
import week from "./week.module.css";

interface Props {
  visit: WeekVisit;
  onOpen: (id: string) => void;
  /** Absent where there is no grid to carry it over. */
  onCarry?: ((visit: WeekVisit) => void) | undefined;
}

/** A visit in a list, as one button that opens its details; and one that picks it up. */
export function VisitRow({ visit, onOpen, onCarry }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const time = times.span(visit.local_start, visit.local_end);
  return (
    <li className={classes.row}>
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
            <strong className={week.warn}>
              <IconAlertTriangle size={14} aria-hidden /> <Trans>nobody covers it</Trans>
            </strong>
          )}
        </span>
      </button>
      {onCarry && isMovable(visit) ? (
        <Button
          variant="default"
          px="xs"
          h="auto"
          mih={48}
          aria-label={t`Pick up the visit of ${visit.patient_name}, ${time}, to put it elsewhere in the week`}
          title={t`Pick up`}
          onClick={() => onCarry(visit)}
        >
          <IconArrowsMove size={20} aria-hidden />
        </Button>
      ) : null}
    </li>
  );
}
