import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Group, Text, Textarea, Title } from "@mantine/core";
import { IconSend, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { MAX_CHAT } from "@/shared/live/protocol";
import type { Entry, Room } from "@/shared/live/room";
import { useTimes } from "@/shared/time/useTimes";
import classes from "./room.module.css";

interface Props {
  room: Room;
  /** Absent in a written visit, where the chat is all there is. */
  close?: () => void;
}

export function Chat({ room, close }: Props) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const log = useRef<HTMLDivElement>(null);
  const lines = room.entries.filter(({ kind }) => kind === "chat");
  const count = lines.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what it reacts to
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [count]);

  function send() {
    if (room.actions.sendChat(text)) setText("");
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "Escape") close?.();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  const writing = room.typing.join(", ");
  return (
    <section className={classes.chat} aria-label={t`Chat`}>
      <Group justify="space-between">
        <Title order={2} fz="h4">
          <Trans>Chat</Trans>
        </Title>
        {close ? (
          <ActionIcon color="gray" c="inherit" aria-label={t`Close the chat`} onClick={close}>
            <IconX size={22} aria-hidden />
          </ActionIcon>
        ) : null}
      </Group>
      <div
        ref={log}
        className={classes.log}
        role="log"
        aria-label={t`Messages`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
      >
        {count === 0 ? (
          <Text c="dimmed">
            <Trans>Write here what is easier to read than to hear: names, doses, addresses.</Trans>
          </Text>
        ) : null}
        {lines.map((entry) => (
          <Line key={entry.key} entry={entry} />
        ))}
      </div>
      <Text fz="sm" c="dimmed" mih={20} aria-live="polite">
        {writing ? t`${writing}: writing…` : ""}
      </Text>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          label={t`Message`}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={MAX_CHAT}
          style={{ flex: 1 }}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            room.actions.typing();
          }}
          onKeyDown={onKey}
        />
        <ActionIcon variant="filled" size={42} aria-label={t`Send`} onClick={send}>
          <IconSend size={20} aria-hidden />
        </ActionIcon>
      </Group>
    </section>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const times = useTimes();
  const who = entry.mine ? t`You` : (entry.from?.display_name ?? t`Somebody`);
  const state = { sending: t`, sending…`, refused: t`, not sent`, stored: "" }[entry.delivery];
  return (
    <div className={classes.message} data-mine={entry.mine}>
      <div className={classes.bubble} dir="auto">
        {entry.text}
      </div>
      <Text fz="xs" c="dimmed" component="span">
        {`${who}, ${times.deviceClock(entry.at)}${state}`}
      </Text>
    </div>
  );
}
