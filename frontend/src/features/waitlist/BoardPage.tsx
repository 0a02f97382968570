import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, NativeSelect, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answered, api } from "@/shared/api/client";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { type Entry, useLeave, usePriority } from "./api";
import { languageName, partWords, refusalWords } from "./words";

/** Who waits at the clinic, in the order in which freed time is offered. */
export function BoardPage() {
  const { t } = useLingui();
  return (
    <SignedIn>
      <PageHeader
        title={t`Waitlist`}
        lead={
          <Trans>
            Freed time is offered from the top: by urgency, then by arrival, one person at a time.
          </Trans>
        }
      />
      <OfClinic />
    </SignedIn>
  );
}

function OfClinic() {
  const account = useAccount();
  return (
    <Loaded of={account} loading={<LoadingRows rows={4} height={56} />}>
      {({ roles }) => {
        const desk = roles.find(({ role }) => role === "clinic_admin" || role === "registrar");
        return desk?.clinic_id ? (
          <Board clinicId={desk.clinic_id} />
        ) : (
          <EmptyState title={<Trans>This page is for the clinic's staff</Trans>}>
            <Trans>Sign in with an account that works at the clinic.</Trans>
          </EmptyState>
        );
      }}
    </Loaded>
  );
}

function Board({ clinicId }: { clinicId: string }) {
  const list = useInfiniteQuery({
    queryKey: ["get", "/api/v1/waitlist/board", clinicId],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET("/api/v1/clinics/{clinic_id}/waitlist", {
          params: { path: { clinic_id: clinicId }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 30_000,
  });
  return (
    <Loaded of={list} loading={<LoadingRows rows={6} height={56} />}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        return items.length === 0 ? (
          <EmptyState title={<Trans>Nobody is waiting</Trans>}>
            <Trans>Patients put themselves on the list from a visit or from a doctor's page.</Trans>
          </EmptyState>
        ) : (
          <>
            <Rows items={items} />
            {list.hasNextPage ? (
              <Button
                mt="md"
                variant="default"
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                <Trans>Show more</Trans>
              </Button>
            ) : null}
          </>
        );
      }}
    </Loaded>
  );
}

function Rows({ items }: { items: readonly Entry[] }) {
  const { t } = useLingui();
  const priority = usePriority();
  const leave = useLeave();
  const error = priority.error ?? leave.error;
  return (
    <>
      {error ? <Notice kind="danger">{refusalWords(error)}</Notice> : null}
      <Table.ScrollContainer minWidth={860} scrollAreaProps={{ "aria-label": t`Waitlist` }}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`Urgency`}</Table.Th>
              <Table.Th>{t`Patient`}</Table.Th>
              <Table.Th>{t`Waits for`}</Table.Th>
              <Table.Th>{t`Since`}</Table.Th>
              <Table.Th>{t`State`}</Table.Th>
              <Table.Th aria-label={t`Actions`} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((entry) => (
              <Row
                key={entry.id}
                entry={entry}
                onPriority={(value) => priority.mutate({ entry, priority: value })}
                onRemove={() => leave.mutate(entry.id)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

interface RowProps {
  entry: Entry;
  onPriority: (priority: number) => void;
  onRemove: () => void;
}

function Row({ entry, onPriority, onRemove }: RowProps) {
  const { t } = useLingui();
  const times = useTimes();
  const name = entry.patient.display_name;
  return (
    <Table.Tr>
      <Table.Td>
        <NativeSelect
          miw={150}
          aria-label={t`Urgency of ${name}`}
          value={String(entry.priority)}
          onChange={(event) => onPriority(Number(event.currentTarget.value))}
          data={[
            { value: "1", label: t`1 urgent` },
            { value: "2", label: t`2 usual` },
            { value: "3", label: t`3 can wait` },
          ]}
        />
      </Table.Td>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>
        <Text size="sm">{entry.service.name}</Text>
        <Text size="sm" c="dimmed">
          <WishWords entry={entry} />
        </Text>
      </Table.Td>
      <Table.Td>{times.deviceStamp(entry.created_at)}</Table.Td>
      <Table.Td>
        <State entry={entry} />
      </Table.Td>
      <Table.Td>
        <TakeOff name={name} onRemove={onRemove} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Asked once more: the person loses their place. */
function TakeOff({ name, onRemove }: { name: string; onRemove: () => void }) {
  const { t } = useLingui();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button
        variant="subtle"
        color="red"
        aria-label={t`Remove ${name}`}
        onClick={() => setAsked(true)}
      >
        <Trans>Remove</Trans>
      </Button>
    );
  }
  return (
    <Group gap="xs">
      <Button color="red" autoFocus aria-label={t`Yes, remove ${name}`} onClick={onRemove}>
        <Trans>Yes, remove</Trans>
      </Button>
      <Button variant="default" onClick={() => setAsked(false)}>
        <Trans>Leave it</Trans>
      </Button>
    </Group>
  );
}

function WishWords({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const parts = [
    entry.local_start ? t`earlier than ${times.moment(entry.local_start, now)}` : t`any time`,
    entry.doctor?.display_name ?? t`any doctor`,
    entry.language ? t`in ${languageName(entry.language)}` : null,
    partWords(entry.part_of_day),
    entry.until ? t`until ${times.deviceStamp(entry.until)}` : null,
  ];
  return parts.filter(Boolean).join(", ");
}

function State({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  if (!entry.offer) {
    return (
      <Badge variant="light" color="gray" miw="max-content">
        {t`waiting`}
      </Badge>
    );
  }
  const start = times.moment(entry.offer.local_start, now);
  const until = times.clockBeside(entry.offer.expires_at, entry.offer.local_start);
  return (
    <>
      <Badge variant="light" miw="max-content">{t`was asked`}</Badge>
      <Text size="sm">
        <Trans>
          {start}, answer until {until}
        </Trans>
      </Text>
    </>
  );
}
