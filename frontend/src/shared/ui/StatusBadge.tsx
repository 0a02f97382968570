import { useLingui } from "@lingui/react/macro";
import {
  IconCalendarCheck,
  IconCheck,
  IconClock,
  IconDoorEnter,
  IconPlayerPlay,
  IconUserOff,
  IconX,
} from "@tabler/icons-react";
import type { AppointmentStatus } from "@/shared/api/model";
import classes from "./ui.module.css";

const looks = {
  held: { Icon: IconClock, color: "var(--mantine-color-dimmed)" },
  booked: { Icon: IconCalendarCheck, color: "var(--mantine-color-anchor)" },
  arrived: { Icon: IconDoorEnter, color: "light-dark(#8a4b00, #ffc078)" },
  in_progress: { Icon: IconPlayerPlay, color: "light-dark(#1c7430, #8ce99a)" },
  completed: { Icon: IconCheck, color: "var(--mantine-color-dimmed)" },
  expired: { Icon: IconClock, color: "var(--mantine-color-dimmed)" },
  cancelled: { Icon: IconX, color: "var(--mantine-color-error)" },
  no_show: { Icon: IconUserOff, color: "var(--mantine-color-error)" },
} as const;

/** An appointment's status as words and a shape, not only a colour. */
export function StatusBadge({ status }: { status: AppointmentStatus }) {
  const { t } = useLingui();
  const words: Record<AppointmentStatus, string> = {
    held: t`Held for you`,
    booked: t`Booked`,
    arrived: t`In the waiting room`,
    in_progress: t`Under way`,
    completed: t`Completed`,
    expired: t`Not confirmed in time`,
    cancelled: t`Cancelled`,
    no_show: t`Missed`,
  };
  const { Icon, color } = looks[status];
  return (
    <span className={classes.status} style={{ color }}>
      <Icon size={16} aria-hidden />
      {words[status]}
    </span>
  );
}
