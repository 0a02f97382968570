import { Trans, useLingui } from "@lingui/react/macro";
import { Table, UnstyledButton } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ModalityLabel } from "@/shared/ui/modality";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import classes from "./bookings.module.css";

interface Props {
  visits: Appointment[];
  onOpen: (id: string) => void;
}

/** A table where there is room for one; on phones each row becomes a card. */
export function BookingsTable({ visits, onOpen }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  return (
    <Table className={classes.table} verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Time</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Patient</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Doctor</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Service</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Status</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {visits.map((visit) => (
          <Table.Tr key={visit.id}>
            <Table.Td className={classes.time}>{times.moment(visit.local_start, now)}</Table.Td>
            <Table.Td>
              <UnstyledButton
                className={classes.open}
                onClick={() => onOpen(visit.id)}
                aria-label={t`Visit of ${visit.patient.display_name}, ${times.moment(visit.local_start, now)}`}
              >
                {visit.patient.display_name}
              </UnstyledButton>
            </Table.Td>
            <Table.Td>{visit.doctor.display_name}</Table.Td>
            <Table.Td>
              <span className={classes.what}>
                {visit.service.name} <ModalityLabel modality={visit.modality} />
              </span>
            </Table.Td>
            <Table.Td>
              <StatusBadge status={visit.status} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
