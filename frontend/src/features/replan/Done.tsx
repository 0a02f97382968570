import { Plural, Trans } from "@lingui/react/macro";
import { Group, Stack, Table, Text, Title } from "@mantine/core";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { Counts } from "./Counts";
import { NewPlace } from "./MovesTable";
import type { Move, Proposal } from "./model";
import classes from "./replan.module.css";

/** The last step, and what one finds here later: what was done, who was told, and what they said. */
export function Done({ proposal }: { proposal: Proposal }) {
  const { leftovers } = proposal.counts;
  const told = proposal.moves.filter((move) => move.choice !== "leave");
  return (
    <Stack>
      <Notice
        kind="success"
        title={
          told.length > 0 ? (
            <Plural
              value={told.length}
              one="Done. # patient has been told."
              other="Done. # patients have been told."
            />
          ) : (
            <Trans>Done</Trans>
          )
        }
      />
      {proposal.moves.length > 0 ? <Counts counts={proposal.counts} /> : null}
      {leftovers > 0 ? (
        <Notice
          kind="warning"
          title={
            <Plural
              value={leftovers}
              one="# patient is to be phoned"
              other="# patients are to be phoned"
            />
          }
        >
          <Trans>They are on the list on the page of absences.</Trans>
        </Notice>
      ) : null}
      {proposal.moves.length > 0 ? (
        <section>
          <Title order={2} fz="h3" mb="sm">
            <Trans>Who was told, and what they said</Trans>
          </Title>
          <Answers moves={proposal.moves} />
        </section>
      ) : null}
      <Group>
        <ButtonLink to="/clinic/absences">
          <Trans>To the absences</Trans>
        </ButtonLink>
        <ButtonLink variant="default" to="/clinic">
          <Trans>To the week</Trans>
        </ButtonLink>
      </Group>
    </Stack>
  );
}

function Answers({ moves }: { moves: Move[] }) {
  return (
    <Table className={classes.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Patient</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>New place</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Answer</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {moves.map((move) => (
          <Table.Tr key={move.appointment_id}>
            <Table.Td>
              <Text fw={600}>{move.patient_name}</Text>
            </Table.Td>
            <Table.Td>
              <NewPlace move={move} />
            </Table.Td>
            <Table.Td>
              <Answer move={move} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Answer({ move }: { move: Move }) {
  if (move.choice === "leave") return <Trans>Was not asked</Trans>;
  if (move.answer === "accept") return <Trans>Accepted</Trans>;
  if (move.answer === "cancel" || move.status === "cancelled") return <Trans>Cancelled</Trans>;
  return move.to ? <Trans>Told; the place is kept</Trans> : <Trans>Told; waits for a call</Trans>;
}
