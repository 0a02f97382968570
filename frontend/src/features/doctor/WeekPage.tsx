import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { getWeek, onDay, type WeekDoctor, type WeekVisit } from "@/shared/api/week";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useAccount } from "@/shared/auth/useAccount";
import { addDays } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { deviceToday, mondayOf } from "@/shared/time/weeks";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import classes from "./doctor.module.css";

export function WeekPage() {
  return (
    <SignedIn>
      <MyWeek />
    </SignedIn>
  );
}

function MyWeek() {
  const { t } = useLingui();
  const times = useTimes();
  const [start, setStart] = useState(() => mondayOf(deviceToday()));
  const account = useAccount();
  const mine = account.data?.roles.find(({ role }) => role === "doctor");
  const clinicId = mine?.clinic_id ?? "";
  const week = useQuery({
    queryKey: ["clinic", clinicId, "week", start],
    queryFn: () => getWeek(clinicId, start),
    enabled: clinicId !== "",
    placeholderData: keepPreviousData,
  });
  const last = addDays(start, 6);
  return (
    <>
      <PageHeader
        title={t`My week`}
        lead={`${times.shortDay(start)} – ${times.shortDay(last)}`}
        actions={
          <Group gap="xs">
            <ButtonLink to="/doctor/calendar" variant="subtle">
              <Trans>In my calendar program</Trans>
            </ButtonLink>
            <Button
              variant="default"
              aria-label={t`Week before`}
              onClick={() => setStart(addDays(start, -7))}
            >
              <IconChevronLeft size={20} aria-hidden />
            </Button>
            <Button variant="default" onClick={() => setStart(mondayOf(deviceToday()))}>
              <Trans>This week</Trans>
            </Button>
            <Button
              variant="default"
              aria-label={t`Week after`}
              onClick={() => setStart(addDays(start, 7))}
            >
              <IconChevronRight size={20} aria-hidden />
            </Button>
          </Group>
        }
      />
      <Loaded of={week} loading={<LoadingRows rows={4} />}>
        {(data) => {
          const doctor = data.doctors.find((one) => one.doctor.id === mine?.subject_id);
          return doctor ? (
            <div className={classes.week}>
              {data.days.map((day) => (
                <Day key={day} day={day} doctor={doctor} />
              ))}
            </div>
          ) : (
            <EmptyState title={<Trans>You have no calendar at this clinic</Trans>}>
              <Trans>Ask the clinic's administrator to set your working hours.</Trans>
            </EmptyState>
          );
        }}
      </Loaded>
    </>
  );
}

function Day({ day, doctor }: { day: string; doctor: WeekDoctor }) {
  const times = useTimes();
  const now = useNow();
  const shifts = onDay(doctor.shifts, day);
  const absences = onDay(doctor.absences, day);
  const visits = onDay(doctor.appointments, day).filter(({ status }) => status !== "cancelled");
  return (
    <section
      className={classes.day}
      aria-label={times.dayName(day, now)}
      data-today={day === deviceToday()}
    >
      <Title order={2} fz="md">
        {times.weekday(day)} {times.shortDay(day)}
      </Title>
      {shifts.map((shift) => (
        <Text key={shift.id} size="sm" c="dimmed">
          {times.span(shift.local_start, shift.local_end)}
        </Text>
      ))}
      {shifts.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Off</Trans>
        </Text>
      ) : null}
      {absences.length > 0 ? (
        <Text size="sm" fw={600}>
          <Trans>Absent</Trans>
        </Text>
      ) : null}
      {visits.length > 0 ? (
        <Text size="sm" mb={6}>
          <Plural value={visits.length} one="# visit" other="# visits" />
        </Text>
      ) : null}
      <ol className={classes.list}>
        {visits.map((visit) => (
          <VisitLine key={visit.id} visit={visit} />
        ))}
      </ol>
    </section>
  );
}

function VisitLine({ visit }: { visit: WeekVisit }) {
  const times = useTimes();
  return (
    <li className={classes.visit}>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link {...props} to="/doctor/visits/$visitId" params={{ visitId: visit.id }} />
        )}
      >
        {times.clock(visit.local_start)} {visit.patient_name}
      </Anchor>
      {visit.status === "booked" ? null : <StatusBadge status={visit.status} />}
      {visit.covered ? null : (
        <Text size="sm" fw={600}>
          <Trans>outside your hours</Trans>
        </Text>
      )}
    </li>
  );
}
