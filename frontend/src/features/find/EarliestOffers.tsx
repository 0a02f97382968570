import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import { ZoneNote } from "@/shared/scheduling/ZoneNote";
import { EmptyState, ErrorState, LoadingRows } from "@/shared/ui/states";
import type { Wishes } from "./FindPage";
import { groupOpenings } from "./groupOpenings";
import { OfferCard } from "./OfferCard";
import { SoonestLink } from "./SoonestLink";

interface Props {
  wishes: Wishes;
  change: (part: { [K in keyof Wishes]?: Wishes[K] | undefined }) => void;
}

function openingsQuery({ specialty, language, modality, part, from }: Wishes) {
  return {
    ...(specialty ? { specialty_id: specialty } : {}),
    ...(language ? { language } : {}),
    ...(modality ? { modality } : {}),
    ...(part ? { part_of_day: part } : {}),
    ...(from ? { from } : {}),
    limit: 100,
  };
}

export function EarliestOffers({ wishes, change }: Props) {
  const openings = useInfiniteQuery({
    queryKey: ["get", "/api/v1/openings", openingsQuery(wishes)],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const search = { ...openingsQuery(wishes), ...(pageParam ? { cursor: pageParam } : {}) };
      const { data } = await api.GET("/api/v1/openings", { params: { query: search }, signal });
      return data ?? { items: [], next_cursor: null };
    },
    getNextPageParam: (last) => last.next_cursor,
    // Free times go quickly; what is shown should not be older than this.
    refetchInterval: 60_000,
  });
  if (openings.isPending) return <LoadingRows rows={4} height={148} />;
  if (openings.error) {
    return <ErrorState error={openings.error} retry={() => void openings.refetch()} />;
  }
  const free = openings.data.pages.flatMap(({ items }) => items);
  const [earliest] = free;
  if (!earliest) return <NothingFree change={change} />;
  const zones = new Set(free.map(({ zone }) => zone));
  return (
    <>
      <SoonestLink wishes={wishes} />
      {zones.size === 1 ? <ZoneNote zone={earliest.zone} start={earliest.local_start} /> : null}
      {groupOpenings(free).map((doctor) => (
        <OfferCard
          key={doctor.doctorId}
          doctor={doctor}
          withZone={zones.size > 1}
          wishes={wishes}
        />
      ))}
      {openings.hasNextPage ? (
        <Group>
          <Button
            variant="default"
            loading={openings.isFetchingNextPage}
            onClick={() => void openings.fetchNextPage()}
          >
            <Trans>Show later times</Trans>
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function NothingFree({ change }: Pick<Props, "change">) {
  return (
    <EmptyState
      title={<Trans>No free times for these wishes</Trans>}
      action={
        <Button
          variant="default"
          onClick={() =>
            change({
              specialty: undefined,
              language: undefined,
              modality: undefined,
              part: undefined,
              from: undefined,
            })
          }
        >
          <Trans>Show all free times</Trans>
        </Button>
      }
    >
      <Trans>Try another part of the day, another language, or any specialty.</Trans>
    </EmptyState>
  );
}
