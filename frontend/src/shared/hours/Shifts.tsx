import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addDays } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { deviceToday } from "@/shared/time/weeks";
import { withOffset } from "@/shared/time/zoned";
import { Surface } from "@/shared/ui/Surface";
import { EmptyState, ErrorState, Loaded } from "@/shared/ui/states";
import { addShift, listShifts, removeShift } from "./api";
import classes from "./hours.module.css";
import type { Shift } from "./model";

const DAYS_SHOWN = 14;

/** The coming two weeks as they really are, with shifts made by hand. */
export function Shifts({ calendarId, zone }: { calendarId: string; zone: string }) {
  const [from, setFrom] = useState(deviceToday);
  const { t } = useLingui();
  const to = addDays(from, DAYS_SHOWN);
  const shifts = useQuery({
    queryKey: ["clinic", "shifts", calendarId, from],
    queryFn: () => listShifts(calendarId, from, to),
    enabled: from !== "",
  });
  return (
    <Stack>
      <TextInput
        type="date"
        label={t`Two weeks from`}
        maw={220}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <Loaded of={shifts}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={<Trans>No shifts in these two weeks</Trans>} />
          ) : (
            <ul className={classes.list}>
              {items.map((one) => (
                <ShiftLine key={one.id} shift={one} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewShift calendarId={calendarId} zone={zone} />
    </Stack>
  );
}

function ShiftLine({ shift }: { shift: Shift }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const cache = useQueryClient();
  const drop = useMutation({
    mutationFn: () => removeShift(shift.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic"] }),
  });
  const day = times.dayName(shift.local_start.slice(0, 10), now);
  const hours = times.span(shift.local_start, shift.local_end);
  return (
    <li className={classes.line}>
      <div>
        <Text>
          <strong>{day}</strong>, {hours}
        </Text>
        <Text size="sm" c="dimmed">
          {shift.source === "manual" ? (
            <Trans>made by hand</Trans>
          ) : (
            <Trans>from the weekly hours</Trans>
          )}
        </Text>
        {drop.error ? <ErrorState error={drop.error} /> : null}
      </div>
      <Button
        variant="default"
        loading={drop.isPending}
        aria-label={t`Remove the shift ${day}, ${hours}`}
        onClick={() => drop.mutate()}
      >
        <Trans>Remove</Trans>
      </Button>
    </li>
  );
}

function NewShift({ calendarId, zone }: { calendarId: string; zone: string }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [day, setDay] = useState(deviceToday);
  const [start, setStart] = useState("18:00");
  const [end, setEnd] = useState("20:00");
  const add = useMutation({
    mutationFn: () =>
      addShift(calendarId, {
        starts_at: withOffset(`${day}T${start}`, zone),
        ends_at: withOffset(`${end <= start ? addDays(day, 1) : day}T${end}`, zone),
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Surface>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text fw={600}>
            <Trans>Add a shift by hand</Trans>
          </Text>
          <Group align="flex-end">
            <TextInput
              type="date"
              required
              label={t`Day`}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              required
              label={t`From`}
              value={start}
              onChange={(event) => setStart(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              required
              label={t`To`}
              value={end}
              onChange={(event) => setEnd(event.currentTarget.value)}
            />
            <Button type="submit" loading={add.isPending}>
              <Trans>Add the shift</Trans>
            </Button>
          </Group>
          {add.error ? <ErrorState error={add.error} /> : null}
        </Stack>
      </form>
    </Surface>
  );
}
