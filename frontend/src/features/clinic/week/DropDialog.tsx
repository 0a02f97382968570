import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Appointment, Opening } from "@/shared/api/model";
import type { WeekDoctor } from "@/shared/api/week";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { findOpenings, getVisit, moveVisit } from "../api";
import { ChangeError } from "../visits/ChangeError";
import { useVisitChange } from "../visits/useVisitChange";
import classes from "./day.module.css";
import { type Carried, nearestTo, type Place } from "./dragModel";

/** A visit that was put down somewhere, and is not moved before somebody says so. */
export interface Dropped {
  carried: Carried;
  place: Place;
}

/** Where a visit was before it was moved. */
export interface Moved {
  visit: Appointment;
  was: { starts_at: string; local_start: string; doctor_id: string };
}

interface Props {
  dropped: Dropped | null;
  doctors: WeekDoctor[];
  onClose: () => void;
  onMoved: (moved: Moved) => void;
}

/** The free times of the day the visit was put on, the nearest one chosen: a patient's time is moved deliberately. */
export function DropDialog({ dropped, doctors, onClose, onMoved }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={dropped !== null}
      onClose={onClose}
      title={t`Move the visit`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {dropped ? (
        <Choice
          key={`${dropped.carried.visit.id} ${dropped.place.doctorId} ${dropped.place.day}`}
          dropped={dropped}
          doctors={doctors}
          onClose={onClose}
          onMoved={onMoved}
        />
      ) : null}
    </Modal>
  );
}

function Choice({ dropped, doctors, onClose, onMoved }: Props & { dropped: Dropped }) {
  const times = useTimes();
  const now = useNow();
  const { carried, place } = dropped;
  const name = carried.visit.patient_name;
  const doctor = doctors.find((one) => one.doctor.id === place.doctorId)?.doctor.display_name ?? "";
  const day = times.dayName(place.day, now);
  const was = times.moment(carried.visit.local_start, now);
  const free = useQuery({
    queryKey: ["clinic", "drop", carried.visit.id, place.doctorId, place.day],
    queryFn: async () => {
      const visit = await getVisit(carried.visit.id);
      const found = await findOpenings({
        service_id: visit.service.id,
        doctor_id: place.doctorId,
        from: place.day,
        to: place.day,
        patient_id: visit.patient.id,
        moving_id: visit.id,
        limit: 100,
      });
      return { visit, openings: found.items };
    },
    staleTime: 0,
  });
  return (
    <Stack gap="sm">
      <Text>
        <Trans>
          <b>{name}</b>, now {was}. To {doctor}, {day}:
        </Trans>
      </Text>
      <Loaded of={free} loading={<LoadingRows rows={2} height={48} />}>
        {({ visit, openings }) => (
          <Times
            visit={visit}
            openings={openings}
            dropped={dropped}
            onClose={onClose}
            onMoved={onMoved}
          />
        )}
      </Loaded>
    </Stack>
  );
}

interface TimesProps {
  visit: Appointment;
  openings: Opening[];
  dropped: Dropped;
  onClose: () => void;
  onMoved: (moved: Moved) => void;
}

function Times({ visit, openings, dropped, onClose, onMoved }: TimesProps) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const [chosen, setChosen] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  // The times come after the dialog was opened and took the focus.
  useEffect(() => button.current?.focus(), []);
  const other = openings.filter(
    (one) => one.starts_at !== visit.starts_at || one.doctor_id !== visit.doctor.id,
  );
  const wished =
    other.find(({ starts_at }) => starts_at === chosen) ?? nearestTo(other, dropped.place);
  const move = useVisitChange((to: Opening) =>
    moveVisit(visit, { starts_at: to.starts_at, doctor_id: to.doctor_id }),
  );
  if (!wished)
    return (
      <>
        <Text c="dimmed">
          <Trans>Nothing is free there for this service. Nothing was moved.</Trans>
        </Text>
        <Button variant="default" onClick={onClose}>
          <Trans>Keep the time</Trans>
        </Button>
      </>
    );
  const was = {
    starts_at: visit.starts_at,
    local_start: visit.local_start,
    doctor_id: visit.doctor.id,
  };
  const when = times.moment(wished.local_start, now);
  return (
    <>
      <Radio.Group
        label={t`Free times of this day`}
        value={wished.starts_at}
        onChange={setChosen}
        className={classes.choices}
      >
        <Group gap="xs" mt={6}>
          {other.map((one) => (
            <Radio
              key={one.starts_at}
              value={one.starts_at}
              label={times.clock(one.local_start)}
              className={classes.choice}
            />
          ))}
        </Group>
      </Radio.Group>
      <ChangeError error={move.error} />
      <Group>
        <Button
          ref={button}
          loading={move.isPending}
          onClick={() =>
            move.mutate(wished, { onSuccess: (moved) => onMoved({ visit: moved, was }) })
          }
        >
          <Trans>Move to {when}</Trans>
        </Button>
        <Button variant="default" onClick={onClose}>
          <Trans>Keep the time</Trans>
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        <Trans>The patient is told of the new time.</Trans>
      </Text>
    </>
  );
}
