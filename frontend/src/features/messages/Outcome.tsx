import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { IconBan, IconCheck, IconClock, IconX } from "@tabler/icons-react";
import { useTimes } from "@/shared/time/useTimes";
import type { MessageStatus, SentMessage } from "./api";
import classes from "./messages.module.css";
import { reasonWords, statusWords, tryWords } from "./words";

const looks: Record<MessageStatus, typeof IconCheck> = {
  queued: IconClock,
  sent: IconCheck,
  dead: IconX,
  dropped: IconBan,
};

/** How a message ended, and each try on the way there. */
export function Outcome({ item }: { item: SentMessage }) {
  const times = useTimes();
  const Shape = looks[item.status];
  const waits = item.next_attempt_at !== null && item.channel !== "call";
  return (
    <>
      <span className={classes.status} data-status={item.status}>
        <Shape size={16} aria-hidden />
        {statusWords(item.status)}
      </span>
      {item.reason ? <Text size="sm">{reasonWords(item.reason)}</Text> : null}
      {waits && item.next_attempt_at ? (
        <Text size="sm" c="dimmed">
          <Trans>Next: {times.deviceStamp(item.next_attempt_at)}</Trans>
        </Text>
      ) : null}
      {item.tries.length > 1 || item.status === "dead" ? (
        <ul className={classes.tries}>
          {item.tries.map((one) => (
            <li key={`${one.at} ${one.outcome}`}>
              {times.deviceStamp(one.at)}: {tryWords(one.outcome)}
              {one.detail ? ` (${one.detail})` : ""}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
