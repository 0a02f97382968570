import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Opening } from "@/shared/api/model";
import classes from "@/shared/scheduling/scheduling.module.css";
import { TimeLink } from "@/shared/scheduling/TimeLink";
import { ZoneNote } from "@/shared/scheduling/ZoneNote";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { upperFirst } from "@/shared/time/words";
import { EmptyState, Loaded } from "@/shared/ui/states";
import { findTimes, type Release } from "./api";

/** The free times of a release for one patient whose turn it is. */
export function Times({ release, patientId }: { release: Release; patientId: string }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState("");
  const serviceId = chosen || release.services[0]?.id || "";
  const found = useQuery({
    queryKey: ["releases", release.id, "times", serviceId, patientId],
    queryFn: () => findTimes(release, serviceId, patientId),
    refetchInterval: 20_000,
  });
  return (
    <Stack>
      {release.services.length > 1 ? (
        <NativeSelect
          label={t`What`}
          value={serviceId}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={release.services.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      <Loaded of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={<Trans>All these times are gone</Trans>}>
              <Trans>Stay a moment: a time that somebody gives back appears here.</Trans>
            </EmptyState>
          ) : (
            <>
              <ZoneNote zone={release.zone} start={items[0]?.local_start} />
              <ByDay items={items} />
            </>
          )
        }
      </Loaded>
    </Stack>
  );
}

function ByDay({ items }: { items: Opening[] }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const days = [...new Set(items.map(({ local_start }) => local_start.slice(0, 10)))];
  return days.map((day) => (
    <section key={day} aria-label={times.dayName(day, now)}>
      <Text fw={600} mb="xs">
        {upperFirst(times.dayName(day, now))}
      </Text>
      <ul className={classes.times} aria-label={t`Free times`}>
        {items
          .filter(({ local_start }) => local_start.startsWith(day))
          .map((one) => (
            <li key={`${one.doctor_id} ${one.starts_at}`}>
              <TimeLink
                start={one.local_start}
                doctor={one.doctor_name}
                link={{
                  to: "/book",
                  search: {
                    doctor: one.doctor_id,
                    service: one.service_id,
                    start: one.local_start,
                  },
                }}
              />
            </li>
          ))}
      </ul>
    </section>
  ));
}
