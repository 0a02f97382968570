import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Account } from "@/shared/api/model";
import { deviceToday } from "@/shared/time/weeks";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import { Surface } from "@/shared/ui/Surface";
import { useJoin, type Wish } from "./api";
import { refusalWords } from "./words";

interface Props {
  wish: Wish;
  patients?: Account["patients"];
  doctor?: { id: string; name: string };
}

function freshKey(): string {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

/** What narrows the wish; all of it may be left as it is. */
export function WishForm({ wish, patients = [], doctor }: Props) {
  const { t } = useLingui();
  const [own, setOwn] = useState({
    patient: wish.patient_id ?? "",
    only: false,
    part: "",
    until: "",
  });
  const [key, setKey] = useState(freshKey);
  const join = useJoin(key);
  const set = (change: Partial<typeof own>) => {
    setOwn({ ...own, ...change });
    setKey(freshKey());
    join.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate({
      ...wish,
      ...(own.patient ? { patient_id: own.patient } : {}),
      ...(own.only && doctor ? { doctor_id: doctor.id } : {}),
      ...(own.part ? { part_of_day: own.part as NonNullable<Wish["part_of_day"]> } : {}),
      ...(own.until ? { until: new Date(`${own.until}T23:59:59`).toISOString() } : {}),
    });
  };
  if (join.isSuccess) return <Done />;
  return (
    <Surface component="form" onSubmit={submit}>
      <Stack gap="md">
        {patients.length > 1 ? (
          <NativeSelect
            label={t`For whom`}
            value={own.patient}
            onChange={(event) => set({ patient: event.currentTarget.value })}
            data={patients.map((one) => ({
              value: one.id,
              label: `${one.given_name} ${one.family_name}`,
            }))}
          />
        ) : null}
        {doctor ? (
          <Checkbox
            label={t`Only with ${doctor.name}`}
            checked={own.only}
            onChange={(event) => set({ only: event.currentTarget.checked })}
          />
        ) : null}
        <NativeSelect
          label={t`Time of day`}
          value={own.part}
          onChange={(event) => set({ part: event.currentTarget.value })}
          data={[
            { value: "", label: t`Any time of day` },
            { value: "morning", label: t`In the morning` },
            { value: "afternoon", label: t`In the afternoon` },
            { value: "evening", label: t`In the evening` },
          ]}
        />
        <TextInput
          type="date"
          label={t`Until which day (may be left empty)`}
          min={deviceToday()}
          value={own.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
        {join.error ? <Notice kind="danger">{refusalWords(join.error)}</Notice> : null}
        <Button type="submit" size="lg" loading={join.isPending}>
          <Trans>Put me on the list</Trans>
        </Button>
      </Stack>
    </Surface>
  );
}

function Done() {
  return (
    <Notice kind="success" title={<Trans>You are on the list</Trans>}>
      <Stack gap="sm" align="flex-start">
        <Trans>
          We write to you as soon as a time is free that fits. Answer quickly: it is kept for you
          only for a short while.
        </Trans>
        <Group>
          <ButtonLink to="/waitlist" variant="default">
            <Trans>See what I wait for</Trans>
          </ButtonLink>
        </Group>
      </Stack>
    </Notice>
  );
}
