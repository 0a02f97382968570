import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ErrorState, Loaded } from "@/shared/ui/states";
import { addHoliday, listHolidays, removeHoliday } from "../adminApi";
import { useClinic } from "../ForStaff";
import type { Holiday } from "../model";
import classes from "./day.module.css";

/** Days on which the whole clinic is closed. */
export function HolidaysDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={t`Clinic holidays`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {opened ? <Holidays /> : null}
    </Drawer>
  );
}

function Holidays() {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const clinic = useClinic();
  const cache = useQueryClient();
  const list = useQuery({
    queryKey: ["clinic", clinic.id, "holidays"],
    queryFn: () => listHolidays(clinic.id),
  });
  const drop = useMutation({
    mutationFn: (holiday: Holiday) => removeHoliday(clinic.id, holiday.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic", clinic.id] }),
  });
  return (
    <Stack>
      <Text c="dimmed">
        <Trans>
          Nobody can book on these days. Visits that are already booked stay until you move them.
        </Trans>
      </Text>
      <Loaded of={list}>
        {(items) =>
          items.length === 0 ? (
            <Text>
              <Trans>No holidays are set.</Trans>
            </Text>
          ) : (
            <ul className={classes.list}>
              {items.map((one) => (
                <li key={one.date}>
                  <Group justify="space-between" wrap="nowrap">
                    <span>
                      <strong>{times.dayName(one.date, now)}</strong>
                      <span className={classes.service}>{one.name}</span>
                    </span>
                    {clinic.isAdmin ? (
                      <Button
                        variant="default"
                        size="sm"
                        aria-label={t`Remove the holiday of ${times.dayName(one.date, now)}`}
                        onClick={() => drop.mutate(one)}
                      >
                        <Trans>Remove</Trans>
                      </Button>
                    ) : null}
                  </Group>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {drop.error ? <ErrorState error={drop.error} /> : null}
      {clinic.isAdmin ? <NewHoliday /> : null}
    </Stack>
  );
}

function NewHoliday() {
  const clinic = useClinic();
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const [date, setDate] = useState("");
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: () => addHoliday(clinic.id, date, { [i18n.locale]: name }),
    onSuccess: () => {
      setDate("");
      setName("");
      return cache.invalidateQueries({ queryKey: ["clinic"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          type="date"
          required
          label={t`Closed on`}
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
        />
        <TextInput
          required
          label={t`Name of the holiday`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {add.error ? <ErrorState error={add.error} /> : null}
        <Button type="submit" loading={add.isPending}>
          <Trans>Add the holiday</Trans>
        </Button>
      </Stack>
    </form>
  );
}
