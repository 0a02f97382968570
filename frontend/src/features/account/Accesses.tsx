import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import { useTimes } from "@/shared/time/useTimes";
import { ErrorState, LoadingRows } from "@/shared/ui/states";
import { actionWords } from "./actionWords";

/** Every look at this person's data by somebody else, and every refused try. */
export function Accesses() {
  const { t } = useLingui();
  const times = useTimes();
  const accesses = useInfiniteQuery({
    queryKey: ["get", "/api/v1/account/audit"],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await api.GET("/api/v1/account/audit", {
        params: { query: pageParam ? { cursor: pageParam } : {} },
        signal,
      });
      return data ?? { items: [], next_cursor: null };
    },
    getNextPageParam: (last) => last.next_cursor,
  });
  if (accesses.isPending) return <LoadingRows rows={2} height={44} />;
  if (accesses.error) {
    return <ErrorState error={accesses.error} retry={() => void accesses.refetch()} />;
  }
  const items = accesses.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Text c="dimmed">
        <Trans>Nobody but you has looked at your data.</Trans>
      </Text>
    );
  }
  const roleWords: Record<string, string> = {
    patient: t`A patient`,
    doctor: t`A doctor`,
    registrar: t`A registrar`,
    clinic_admin: t`A clinic's administrator`,
    operator: t`An operator`,
  };
  return (
    <Stack gap="md">
      <Table.ScrollContainer
        type="native"
        minWidth={420}
        role="region"
        tabIndex={0}
        aria-label={t`Who looked at my data`}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t`When`}</Table.Th>
              <Table.Th>{t`Who`}</Table.Th>
              <Table.Th>{t`What`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={`${item.at} ${item.action} ${item.actor_role}`}>
                <Table.Td>{times.deviceStamp(item.at)}</Table.Td>
                <Table.Td>{roleWords[item.actor_role] ?? t`Somebody`}</Table.Td>
                <Table.Td>
                  {actionWords(item.action)}
                  {item.outcome === "denied" ? t`, refused` : ""}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {accesses.hasNextPage ? (
        <Group>
          <Button
            variant="default"
            loading={accesses.isFetchingNextPage}
            onClick={() => void accesses.fetchNextPage()}
          >
            <Trans>Show earlier ones</Trans>
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
