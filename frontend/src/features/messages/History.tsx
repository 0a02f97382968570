import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { type Filter, listMessages, type MessageStatus, messagesKey } from "./api";
import { HistoryTable } from "./HistoryTable";
import { channelWords, statusWords } from "./words";

const STATUSES: MessageStatus[] = ["queued", "sent", "dead", "dropped"];
const CHANNELS = ["email", "sms", "push", "inbox", "call"];

interface Props {
  clinicId: string;
  /** Only messages that ended so. */
  only?: MessageStatus;
}

export function History({ clinicId, only }: Props) {
  const [filter, setFilter] = useState<Filter>({ status: only ?? "", channel: "" });
  const pages = useInfiniteQuery({
    queryKey: [...messagesKey(clinicId), filter],
    queryFn: ({ pageParam }) => listMessages(clinicId, filter, pageParam),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 30_000,
  });
  return (
    <>
      {only ? null : <Filters filter={filter} onFilter={setFilter} />}
      <Loaded of={pages} loading={<LoadingRows rows={6} height={56} />}>
        {(loaded) => {
          const items = loaded.pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Nothing dead={only === "dead"} />
          ) : (
            <HistoryTable items={items} clinicId={clinicId} />
          );
        }}
      </Loaded>
      {pages.hasNextPage ? (
        <Button
          mt="md"
          variant="default"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      ) : null}
    </>
  );
}

function Nothing({ dead }: { dead: boolean }) {
  return dead ? (
    <EmptyState title={<Trans>Everything was delivered</Trans>}>
      <Trans>What could not be sent is listed here, with a button to try again.</Trans>
    </EmptyState>
  ) : (
    <EmptyState title={<Trans>No messages match</Trans>} />
  );
}

function Filters({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const { t } = useLingui();
  return (
    <Group align="flex-end" gap="sm" mb="md" component="search">
      <NativeSelect
        label={t`Status`}
        value={filter.status}
        onChange={(event) =>
          onFilter({ ...filter, status: event.currentTarget.value as Filter["status"] })
        }
        data={[
          { value: "", label: t`Any status` },
          ...STATUSES.map((status) => ({ value: status, label: statusWords(status) })),
        ]}
      />
      <NativeSelect
        label={t`Way`}
        value={filter.channel}
        onChange={(event) => onFilter({ ...filter, channel: event.currentTarget.value })}
        data={[
          { value: "", label: t`All but the inbox` },
          ...CHANNELS.map((channel) => ({ value: channel, label: channelWords(channel) })),
        ]}
      />
    </Group>
  );
}
