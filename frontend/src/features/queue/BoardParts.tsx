import { Plural, Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import { useNow } from "@/shared/time/useTimes";
import { ModalityLabel } from "@/shared/ui/modality";
import { EmptyState } from "@/shared/ui/states";
import type { Board, WaitingRow } from "./api";
import { minutesOf, shareOf } from "./figures";
import classes from "./queue.module.css";
import { Urgency } from "./Words";

/** Who waits, in the order in which they are called. */
export function Line({ board }: { board: Board }) {
  const now = useNow(15_000);
  if (board.waiting.length === 0)
    return (
      <EmptyState title={<Trans>Nobody is waiting</Trans>}>
        <Trans>People appear here the moment they get in line.</Trans>
      </EmptyState>
    );
  const first = board.waiting.find(({ mine }) => mine)?.id;
  return (
    <ol className={classes.list} aria-live="polite">
      {board.waiting.map((row) => (
        <Row key={row.id} row={row} now={now} first={row.id === first} desk={!board.on_duty} />
      ))}
    </ol>
  );
}

interface RowProps {
  row: WaitingRow;
  now: number;
  first: boolean;
  desk: boolean;
}

function Row({ row, now, first, desk }: RowProps) {
  const minutes = Math.max(0, Math.floor((now - Date.parse(row.joined_at)) / 60_000));
  const { age } = row;
  return (
    <li
      className={classes.row}
      {...(first ? { "data-first": true } : {})}
      {...(row.mine || desk ? {} : { "data-other": true })}
    >
      <div className={classes.who}>
        <Text fw={650}>
          {row.patient_name}{" "}
          <Text component="span" c="dimmed" fw={400}>
            <Plural value={age} one="# year" few="# years" many="# years" other="# years" />
          </Text>
        </Text>
        {row.reason ? <Text>{row.reason}</Text> : null}
        <Group gap={6} fz="sm" c="dimmed">
          {row.service_name} · <ModalityLabel modality={row.modality} />
        </Group>
      </div>
      <Urgency word={row.urgency_word} />
      <Text className={classes.waits}>
        {minutes === 0 ? (
          <Trans>has just come</Trans>
        ) : (
          <Plural value={minutes} one="waits # minute" other="waits # minutes" />
        )}
      </Text>
      <Text size="sm" className={classes.waits}>
        <There row={row} />
      </Text>
    </li>
  );
}

function There({ row }: { row: WaitingRow }) {
  const phone = row.callback_phone;
  if (phone) return <Trans>to be rung: {phone}</Trans>;
  if (row.callback) return <Trans>is told when it is time</Trans>;
  return row.here ? <Trans>is on the page</Trans> : <Trans>not seen for some minutes</Trans>;
}

/** What can be told of the queue in numbers. */
export function Figures({ board }: { board: Board }) {
  const { accuracy } = board;
  const doctors = board.doctors.filter(({ here }) => here).length;
  const median = board.median_wait_s === null ? "–" : minutesOf(board.median_wait_s);
  return (
    <dl className={classes.figures}>
      <Figure label={<Trans>waiting</Trans>} value={board.waiting.length} />
      <Figure label={<Trans>doctors on duty</Trans>} value={doctors} />
      <Figure label={<Trans>called today</Trans>} value={board.seen_today} />
      <Figure label={<Trans>median wait today, min</Trans>} value={median} />
      {accuracy ? (
        <Figure label={<Trans>promises kept</Trans>} value={shareOf(accuracy.share)} />
      ) : null}
    </dl>
  );
}

function Figure({ label, value }: { label: React.ReactNode; value: React.ReactNode }) {
  return (
    <div>
      <dd className={classes.figure} style={{ margin: 0 }}>
        {value}
      </dd>
      <dt>
        <Text size="sm" c="dimmed" component="span">
          {label}
        </Text>
      </dt>
    </div>
  );
}
