import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Opening } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { findOpenings } from "../api";
import classes from "./visits.module.css";

interface Props {
  serviceId: string;
  /** Undefined: any doctor. */
  doctorId: string | undefined;
  /** Only times that are accepted for this patient. */
  patientId: string;
  /** The visit of theirs that would be moved. */
  movingId?: string;
  chosen: Opening | null;
  onChoose: (opening: Opening) => void;
}

const keyOf = (one: Opening) => `${one.doctor_id} ${one.starts_at}`;

/** Free times, the earliest first, by day: one group of radio buttons, so arrows walk and Tab leaves. */
export function TimeChooser(props: Props) {
  const { serviceId, doctorId, patientId, movingId, chosen, onChoose } = props;
  const { t } = useLingui();
  const [from, setFrom] = useState("");
  const openings = useInfiniteQuery({
    queryKey: ["openings", serviceId, doctorId ?? "any", from, patientId, movingId ?? ""],
    queryFn: ({ pageParam }) =>
      findOpenings({
        service_id: serviceId,
        patient_id: patientId,
        ...(movingId ? { moving_id: movingId } : {}),
        ...(doctorId ? { doctor_id: doctorId } : {}),
        ...(from ? { from } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  return (
    <Stack gap="sm">
      <TextInput
        type="date"
        label={t`Not before`}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        maw={220}
      />
      <Loaded of={openings} loading={<LoadingRows rows={3} height={56} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <EmptyState title={<Trans>No free time</Trans>}>
              <Trans>Choose another doctor or an earlier day to start from.</Trans>
            </EmptyState>
          ) : (
            <Days items={items} withDoctor={!doctorId} chosen={chosen} onChoose={onChoose} />
          );
        }}
      </Loaded>
      {openings.hasNextPage ? (
        <Button
          variant="default"
          loading={openings.isFetchingNextPage}
          onClick={() => void openings.fetchNextPage()}
        >
          <Trans>Later times</Trans>
        </Button>
      ) : null}
    </Stack>
  );
}

interface DaysProps {
  items: Opening[];
  withDoctor: boolean;
  chosen: Opening | null;
  onChoose: (opening: Opening) => void;
}

function Days({ items, withDoctor, chosen, onChoose }: DaysProps) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const days = [...new Set(items.map((one) => one.local_start.slice(0, 10)))];
  return (
    <div role="radiogroup" aria-label={t`Free times`} className={classes.times}>
      {days.map((day) => (
        <section key={day}>
          <Title order={3} fz="sm" mb={6}>
            {times.dayName(day, now)}
          </Title>
          <div className={classes.slots}>
            {items
              .filter((one) => one.local_start.startsWith(day))
              .map((one) => (
                <label key={keyOf(one)} className={classes.slot}>
                  <input
                    type="radio"
                    name="opening"
                    checked={chosen !== null && keyOf(chosen) === keyOf(one)}
                    onChange={() => onChoose(one)}
                  />
                  <Text component="span" fw={600}>
                    {times.clock(one.local_start)}
                  </Text>
                  {withDoctor ? (
                    <Text component="span" size="sm">
                      {one.doctor_name}
                    </Text>
                  ) : null}
                </label>
              ))}
          </div>
        </section>
      ))}
    </div>
  );
}
