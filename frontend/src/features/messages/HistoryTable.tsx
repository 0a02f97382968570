import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTimes } from "@/shared/time/useTimes";
import { ErrorState } from "@/shared/ui/states";
import { messagesKey, retryMessage, type SentMessage } from "./api";
import classes from "./messages.module.css";
import { Outcome } from "./Outcome";
import { channelWords, kindWords } from "./words";

/** A table where there is room for one; on phones each row becomes a card. */
export function HistoryTable({ items, clinicId }: { items: SentMessage[]; clinicId: string }) {
  return (
    <Table className={classes.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>When</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>About</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>To</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Outcome</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Row key={item.id} item={item} clinicId={clinicId} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ item, clinicId }: { item: SentMessage; clinicId: string }) {
  const { t } = useLingui();
  const times = useTimes();
  const cache = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryMessage(item.id),
    onSettled: () => cache.invalidateQueries({ queryKey: messagesKey(clinicId) }),
  });
  return (
    <Table.Tr>
      <Table.Td className={classes.when}>
        {times.deviceStamp(item.sent_at ?? item.created_at)}
      </Table.Td>
      <Table.Td>
        {kindWords(item.kind)}
        {item.subject ? (
          <Text size="sm" c="dimmed">
            {item.subject}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>
        {item.for_doctor ? <Trans>The doctor</Trans> : item.patient_name}
        <Text size="sm" c="dimmed">
          {[channelWords(item.channel), item.to].filter(Boolean).join(", ")}
        </Text>
      </Table.Td>
      <Table.Td>
        <Outcome item={item} />
        {item.may_retry ? (
          <Button
            mt={6}
            variant="default"
            loading={retry.isPending}
            onClick={() => retry.mutate()}
            aria-label={t`Send again: ${kindWords(item.kind)}, ${item.patient_name}`}
          >
            <Trans>Send again</Trans>
          </Button>
        ) : null}
        {retry.error ? <ErrorState error={retry.error} /> : null}
      </Table.Td>
    </Table.Tr>
  );
}
