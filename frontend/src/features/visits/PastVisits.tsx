import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import { ErrorState, LoadingRows } from "@/shared/ui/states";
import classes from "@/shared/ui/ui.module.css";
import { VisitRow } from "./VisitRow";

export function PastVisits() {
  const past = useInfiniteQuery({
    queryKey: ["get", "/api/v1/appointments", "past"],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const search = {
        when: "past" as const,
        limit: 10,
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const { data } = await api.GET("/api/v1/appointments", { params: { query: search }, signal });
      return data ?? { items: [], next_cursor: null };
    },
    getNextPageParam: (last) => last.next_cursor,
  });
  const visits = past.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack component="section" gap="sm" aria-labelledby="past">
      <Title order={2} fz="h3" id="past">
        <Trans>Past visits</Trans>
      </Title>
      {past.isPending ? <LoadingRows rows={2} /> : null}
      {past.error ? <ErrorState error={past.error} retry={() => void past.refetch()} /> : null}
      {past.isSuccess && visits.length === 0 ? (
        <Text c="dimmed">
          <Trans>None yet.</Trans>
        </Text>
      ) : null}
      <Stack component="ul" gap="sm" className={classes.plainList}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <VisitRow visit={visit} />
          </li>
        ))}
      </Stack>
      {past.hasNextPage ? (
        <Group>
          <Button
            variant="default"
            loading={past.isFetchingNextPage}
            onClick={() => void past.fetchNextPage()}
          >
            <Trans>Show earlier visits</Trans>
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
