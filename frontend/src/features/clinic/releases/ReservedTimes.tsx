import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { deviceToday } from "@/shared/time/weeks";
import { EmptyState, ErrorState, Loaded, LoadingRows } from "@/shared/ui/states";
import { listDoctors } from "../api";
import { useClinic } from "../ForStaff";
import { listProgrammes } from "../programmes/api";
import classes from "../services/services.module.css";
import { freeReserved, listReserved, type Reserved } from "./api";
import { ReserveForm } from "./ReserveForm";

/** Time of the next four weeks that is kept for somebody. */
export function ReservedTimes() {
  const { t } = useLingui();
  const clinic = useClinic();
  const [adding, setAdding] = useState(false);
  const list = useQuery({
    queryKey: ["clinic", clinic.id, "reserved"],
    queryFn: () => listReserved(clinic.id, deviceToday()),
  });
  return (
    <section>
      <Group justify="space-between" mt="xl" mb="sm">
        <Title order={2} fz="h4">
          <Trans>Reserved time</Trans>
        </Title>
        <Button variant="default" onClick={() => setAdding(true)}>
          <Trans>Reserve time</Trans>
        </Button>
      </Group>
      <Loaded of={list} loading={<LoadingRows rows={3} height={64} />}>
        {({ items, zone }) => (
          <>
            <List items={items.filter(({ kind }) => kind !== "release")} />
            <Modal
              opened={adding}
              onClose={() => setAdding(false)}
              title={t`Reserve time`}
              closeButtonProps={{ "aria-label": t`Close` }}
            >
              <ReserveForm zone={zone} onDone={() => setAdding(false)} />
            </Modal>
          </>
        )}
      </Loaded>
    </section>
  );
}

function List({ items }: { items: Reserved[] }) {
  const clinic = useClinic();
  const doctors = useQuery({
    queryKey: ["clinic", clinic.id, "doctors"],
    queryFn: () => listDoctors(clinic.id),
  });
  if (items.length === 0)
    return (
      <EmptyState title={<Trans>Nothing is reserved in the next four weeks</Trans>}>
        <Trans>Keep an hour for people who phone, or for a programme's members.</Trans>
      </EmptyState>
    );
  const names = new Map((doctors.data ?? []).map(({ id, display_name }) => [id, display_name]));
  return (
    <ul className={classes.list}>
      {items.map((one) => (
        <Line key={one.id} reserved={one} doctor={names.get(one.doctor_id) ?? ""} />
      ))}
    </ul>
  );
}

function Line({ reserved, doctor }: { reserved: Reserved; doctor: string }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const clinic = useClinic();
  const cache = useQueryClient();
  const free = useMutation({
    mutationFn: () => freeReserved(reserved.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["clinic", clinic.id, "reserved"] }),
  });
  const { local_start: start, local_end: end } = reserved;
  const when = `${times.dayName(start.slice(0, 10), now)}, ${times.span(start, end)}`;
  const until = times.moment(reserved.local_until, now);
  return (
    <li className={classes.line}>
      <div>
        <Text fw={600}>
          {when}, {doctor}
        </Text>
        <Text size="sm" c="dimmed">
          <Audience reserved={reserved} />, <Trans>until {until}</Trans>
        </Text>
        {free.error ? <ErrorState error={free.error} /> : null}
      </div>
      <Button
        variant="default"
        loading={free.isPending}
        aria-label={t`Let anybody book ${when}`}
        onClick={() => free.mutate()}
      >
        <Trans>Let anybody book</Trans>
      </Button>
    </li>
  );
}

function Audience({ reserved }: { reserved: Reserved }) {
  const { t } = useLingui();
  const clinic = useClinic();
  const programmes = useQuery({
    queryKey: ["clinic", clinic.id, "programmes"],
    queryFn: () => listProgrammes(clinic.id),
    enabled: reserved.kind === "programme",
  });
  if (reserved.kind === "phone") return t`for the phone desk`;
  if (reserved.kind === "none") return t`kept back`;
  const code = reserved.audience.split(":")[1] ?? "";
  const name = programmes.data?.find((one) => one.code === code)?.name ?? code;
  return t`for ${name}`;
}
