import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text, Textarea, Title } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { MAX_CHAT } from "@/shared/live/protocol";
import type { Entry, Room } from "@/shared/live/room";
import { useTimes } from "@/shared/time/useTimes";
import { Surface } from "@/shared/ui/Surface";
import classes from "./desk.module.css";

/** The visit's log with what people write to each other. */
export function Chat({ room }: { room: Room }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const log = useRef<HTMLOListElement>(null);
  const count = room.entries.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is what it reacts to
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [count]);

  const send = () => {
    if (room.actions.sendChat(text)) setText("");
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <Surface component="section" aria-label={t`Chat`} className={classes.chat}>
      <Title order={2} fz="h4">
        <Trans>Chat</Trans>
      </Title>
      <ol
        ref={log}
        className={classes.log}
        aria-live="polite"
        aria-label={t`Messages`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
      >
        {count === 0 ? (
          <li>
            <Text c="dimmed">
              <Trans>Nothing was written yet. Messages reach everybody in the room.</Trans>
            </Text>
          </li>
        ) : null}
        {room.entries.map((entry) => (
          <Line key={entry.key} entry={entry} />
        ))}
      </ol>
      <Text size="sm" c="dimmed" className={classes.typing} aria-live="polite">
        {room.typing.length > 0 ? t`${room.typing.join(", ")}: writing…` : ""}
      </Text>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          label={t`Message`}
          placeholder={t`Enter sends, Shift+Enter starts a line`}
          autosize
          minRows={1}
          maxRows={5}
          maxLength={MAX_CHAT}
          style={{ flex: 1 }}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            room.actions.typing();
          }}
          onKeyDown={onKey}
        />
        <Button onClick={send} leftSection={<IconSend size={18} aria-hidden />}>
          <Trans>Send</Trans>
        </Button>
      </Group>
    </Surface>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const times = useTimes();
  const at = times.deviceClock(entry.at);
  const name = entry.from?.display_name ?? "";
  if (entry.kind !== "chat")
    return (
      <li className={classes.happening}>
        {at} <Happening entry={entry} name={name} />
      </li>
    );
  return (
    <li className={classes.message} data-mine={entry.mine}>
      <div className={classes.bubble} dir="auto">
        {entry.text}
      </div>
      <Text size="xs" c="dimmed" component="span">
        {entry.mine ? t`You` : name}, {at}
        {entry.delivery === "sending" ? t`, sending…` : ""}
        {entry.delivery === "refused" ? t`, not sent` : ""}
      </Text>
    </li>
  );
}

function Happening({ entry, name }: { entry: Entry; name: string }) {
  switch (entry.kind) {
    case "joined":
      return <Trans>{name} came</Trans>;
    case "left":
      return <Trans>{name} left</Trans>;
    case "admitted":
      return <Trans>the patient was admitted</Trans>;
    case "started":
      return <Trans>the visit began</Trans>;
    case "ended":
      return <Trans>the visit ended</Trans>;
    default:
      return null;
  }
}
