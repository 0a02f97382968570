import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Appointment, AppointmentStatus } from "@/shared/api/model";
import { addDays } from "@/shared/time/local";
import { deviceToday } from "@/shared/time/weeks";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { listDoctors, listVisits } from "../api";
import { ForStaff, useClinic } from "../ForStaff";
import { VisitDrawer } from "../visits/VisitDrawer";
import { BookingsTable } from "./BookingsTable";

export function BookingsPage() {
  return (
    <ForStaff>
      <Bookings />
    </ForStaff>
  );
}

interface Filter {
  from: string;
  to: string;
  status: AppointmentStatus | "";
  doctorId: string;
}

/** Local days become instants with a day's margin on both sides; the exact days are then picked by the clinic's clock. */
function useBookings(clinicId: string, filter: Filter) {
  return useInfiniteQuery({
    queryKey: ["clinic", clinicId, "bookings", filter],
    queryFn: ({ pageParam }) =>
      listVisits(clinicId, {
        from: `${addDays(filter.from, -1)}T00:00:00Z`,
        to: `${addDays(filter.to, 2)}T00:00:00Z`,
        ...(filter.status ? { status: filter.status } : {}),
        ...(filter.doctorId ? { doctor_id: filter.doctorId } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    enabled: filter.from !== "" && filter.to >= filter.from,
  });
}

function withinDays(visit: Appointment, { from, to }: Filter): boolean {
  const day = visit.local_start.slice(0, 10);
  return from <= day && day <= to;
}

function Bookings() {
  const { t } = useLingui();
  const clinic = useClinic();
  const [filter, setFilter] = useState<Filter>(() => ({
    from: deviceToday(),
    to: addDays(deviceToday(), 7),
    status: "",
    doctorId: "",
  }));
  const [visitId, setVisitId] = useState<string | null>(null);
  const visits = useBookings(clinic.id, filter);
  return (
    <>
      <PageHeader title={t`Bookings`} />
      <Filters filter={filter} onFilter={setFilter} />
      <Loaded of={visits} loading={<LoadingRows rows={6} height={56} />}>
        {({ pages }) => {
          const items = pages
            .flatMap((page) => page.items)
            .filter((one) => withinDays(one, filter));
          return items.length === 0 ? (
            <EmptyState title={<Trans>No bookings match</Trans>}>
              <Trans>Choose other days, another status or another doctor.</Trans>
            </EmptyState>
          ) : (
            <BookingsTable visits={items} onOpen={setVisitId} />
          );
        }}
      </Loaded>
      {visits.hasNextPage ? (
        <Button
          mt="md"
          variant="default"
          loading={visits.isFetchingNextPage}
          onClick={() => void visits.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      ) : null}
      <VisitDrawer visitId={visitId} onClose={() => setVisitId(null)} />
    </>
  );
}

interface FiltersProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

function Filters({ filter, onFilter }: FiltersProps) {
  const { t } = useLingui();
  const clinic = useClinic();
  const doctors = useQuery({
    queryKey: ["clinic", clinic.id, "doctors"],
    queryFn: () => listDoctors(clinic.id),
  });
  const set = (change: Partial<Filter>) => onFilter({ ...filter, ...change });
  return (
    <Group align="flex-end" gap="sm" mb="md" component="search">
      <TextInput
        type="date"
        label={t`From`}
        value={filter.from}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t`To`}
        value={filter.to}
        error={filter.to < filter.from ? t`Before the first day` : null}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
      <NativeSelect
        label={t`Status`}
        value={filter.status}
        onChange={(event) => set({ status: event.currentTarget.value as Filter["status"] })}
        data={[
          { value: "", label: t`Any status` },
          { value: "booked", label: t`Booked` },
          { value: "arrived", label: t`In the waiting room` },
          { value: "in_progress", label: t`Under way` },
          { value: "completed", label: t`Completed` },
          { value: "cancelled", label: t`Cancelled` },
          { value: "no_show", label: t`Missed` },
        ]}
      />
      <NativeSelect
        label={t`Doctor`}
        value={filter.doctorId}
        onChange={(event) => set({ doctorId: event.currentTarget.value })}
        data={[
          { value: "", label: t`All doctors` },
          ...(doctors.data ?? []).map((one) => ({ value: one.id, label: one.display_name })),
        ]}
      />
    </Group>
  );
}
