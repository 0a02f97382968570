import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Table, Text } from "@mantine/core";
import { IconArrowRight, IconPhone } from "@tabler/icons-react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import type { Move } from "./model";
import classes from "./replan.module.css";
import { Words } from "./Words";

interface Props {
  moves: Move[];
  onOpen: (move: Move) => void;
}

/** Every visit: where it was, and where it would go. On phones each row becomes a card. */
export function MovesTable({ moves, onOpen }: Props) {
  return (
    <Table className={classes.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Patient</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Until now</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>New place</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Change</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {moves.map((move) => (
          <MoveRow key={move.appointment_id} move={move} onOpen={() => onOpen(move)} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function MoveRow({ move, onOpen }: { move: Move; onOpen: () => void }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{move.patient_name}</Text>
        <Text size="sm" c="dimmed">
          {move.service_name}
        </Text>
      </Table.Td>
      <Table.Td>{times.moment(move.from.local_start, now)}</Table.Td>
      <Table.Td>
        <NewPlace move={move} />
      </Table.Td>
      <Table.Td>
        <Button
          variant="default"
          className={classes.change}
          onClick={onOpen}
          aria-label={t`Decide otherwise about the visit of ${move.patient_name}`}
        >
          <Trans>Change…</Trans>
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

/** Where a visit would go, or what becomes of it instead. */
export function NewPlace({ move }: { move: Move }) {
  const times = useTimes();
  const now = useNow(60_000);
  if (move.to)
    return (
      <>
        <Text fw={600}>
          <IconArrowRight size={16} aria-hidden className={classes.arrow} />
          {times.moment(move.to.local_start, now)}, {move.to.doctor_name}
        </Text>
        <Words words={move.words} />
      </>
    );
  if (move.choice === "leave")
    return (
      <Text fw={600}>
        <Trans>Stays as it is</Trans>
      </Text>
    );
  return (
    <span className={classes.nowhere}>
      <IconPhone size={18} aria-hidden />
      {move.movable ? (
        <Trans>No place: to be phoned</Trans>
      ) : (
        <Trans>In the waiting room already: to be dealt with now</Trans>
      )}
    </span>
  );
}
