import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Service } from "@/shared/api/model";
import { DayTimes } from "@/shared/scheduling/DayTimes";
import { TimeLink } from "@/shared/scheduling/TimeLink";
import { useDoctorDays } from "@/shared/scheduling/useDoctorDays";
import { ZoneNote } from "@/shared/scheduling/ZoneNote";
import { daysBetween } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { money } from "@/shared/ui/money";
import { EmptyState, Loaded, LoadingRows } from "@/shared/ui/states";
import { MoreWays } from "./MoreWays";

interface Props {
  doctorId: string;
  name: string;
  services: Service[];
}

export function DoctorTimes({ doctorId, name, services }: Props) {
  const { t } = useLingui();
  const { service: wished } = useSearch({ from: "/doctors/$doctorId" });
  const navigate = useNavigate();
  const service = services.find(({ id }) => id === wished) ?? services[0];
  if (!service) {
    return (
      <EmptyState title={<Trans>This doctor has no visits to book yet</Trans>}>
        <Trans>Look for another doctor of the same specialty.</Trans>
      </EmptyState>
    );
  }
  return (
    <Stack gap="lg">
      {services.length > 1 ? (
        <NativeSelect
          label={t`What for`}
          maw={440}
          value={service.id}
          onChange={(event) =>
            void navigate({
              to: "/doctors/$doctorId",
              params: { doctorId },
              search: { service: event.currentTarget.value },
              replace: true,
              resetScroll: false,
            })
          }
        >
          {services.map((item) => (
            <option key={item.id} value={item.id}>
              {t`${item.name}, ${item.duration_min} min, ${money(item.price_minor, item.currency)}`}
            </option>
          ))}
        </NativeSelect>
      ) : null}
      <Days key={service.id} doctorId={doctorId} name={name} serviceId={service.id} />
    </Stack>
  );
}

function Days({
  doctorId,
  name,
  serviceId,
}: {
  doctorId: string;
  name: string;
  serviceId: string;
}) {
  const times = useTimes();
  const now = useNow(60_000);
  const [weeks, setWeeks] = useState(2);
  const [wanted, setWanted] = useState("");
  const days = useDoctorDays(doctorId, serviceId, weeks);
  const showDay = (day: string) => {
    const ahead = daysBetween(new Date().toISOString().slice(0, 10), day);
    setWeeks(Math.min(8, Math.max(weeks, 2 * Math.ceil((ahead + 1) / 14))));
    setWanted(day);
  };
  useEffect(() => {
    if (!wanted || !days.data || days.isPlaceholderData) return;
    const heading = document.getElementById(`day-${wanted}`);
    heading?.scrollIntoView({ block: "start" });
    heading?.focus();
    setWanted("");
  }, [wanted, days.data, days.isPlaceholderData]);
  return (
    <Loaded of={days} loading={<LoadingRows rows={4} height={96} />}>
      {(found) => {
        const next = found.days.flatMap(({ openings }) => openings)[0];
        const book = (start: string) => ({
          to: "/book" as const,
          search: { doctor: doctorId, service: serviceId, start },
        });
        const moment = next ? times.moment(next.local_start, now) : "";
        return (
          <Stack gap="lg">
            {next ? (
              <Group>
                <ButtonLink {...book(next.local_start)} h="auto" mih={44} py={8}>
                  <span style={{ whiteSpace: "normal" }}>
                    <Trans>Next free: {moment}</Trans>
                  </span>
                </ButtonLink>
              </Group>
            ) : (
              <EmptyState title={<Trans>No free times in these days</Trans>}>
                <Trans>Look at later days, or find another doctor who is free sooner.</Trans>
              </EmptyState>
            )}
            <MoreWays doctorId={doctorId} serviceId={serviceId} onDay={showDay} />
            <ZoneNote zone={found.zone} start={next?.local_start} />
            <DayTimes
              days={found.days}
              time={(start) => <TimeLink start={start} doctor={name} link={book(start)} />}
            />
            <Group>
              {weeks < 8 ? (
                <Button
                  variant="default"
                  loading={days.isPlaceholderData}
                  onClick={() => setWeeks(weeks + 2)}
                >
                  <Trans>Show later days</Trans>
                </Button>
              ) : null}
              <ButtonLink
                to="/waitlist/new"
                search={{ service: serviceId, doctor: doctorId }}
                variant="default"
              >
                <Trans>Tell me when something is free</Trans>
              </ButtonLink>
            </Group>
          </Stack>
        );
      }}
    </Loaded>
  );
}
