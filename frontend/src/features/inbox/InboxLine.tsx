import { useLingui } from "@lingui/react/macro";
import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import {
  type Icon,
  IconAlarm,
  IconArrowsExchange,
  IconCalendarEvent,
  IconClockPlus,
  IconDoorEnter,
  IconMessage,
  IconStethoscope,
  IconUsers,
} from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useTimes } from "@/shared/time/useTimes";
import classes from "./inbox.module.css";
import { type InboxItem, useReading } from "./useInbox";

const icons: Record<string, Icon> = {
  visits: IconCalendarEvent,
  reminders: IconAlarm,
  waiting: IconDoorEnter,
  changes: IconArrowsExchange,
  offers: IconClockPlus,
  queue: IconDoorEnter,
  family: IconUsers,
  work: IconStethoscope,
};

/** One message. Pressing it reads it, and leads to what it is about. */
export function InboxLine({ item }: { item: InboxItem }) {
  const { t } = useLingui();
  const times = useTimes();
  const router = useRouter();
  const { one } = useReading();
  const Shape = icons[item.topic] ?? IconMessage;
  const open = () => {
    if (!item.read) one.mutate(item.id);
    if (item.path) router.history.push(item.path);
  };
  return (
    <UnstyledButton
      className={classes.item}
      data-unread={!item.read}
      data-leads={item.path !== "" || !item.read}
      onClick={open}
    >
      <Shape size={22} aria-hidden className={classes.icon} />
      <span>
        <span className={classes.title}>
          {item.read ? null : <VisuallyHidden>{t`Unread`}: </VisuallyHidden>}
          {item.title}
        </span>
        <span>{item.text}</span>
        <span className={classes.small}>{times.deviceStamp(item.created_at)}</span>
      </span>
    </UnstyledButton>
  );
}
