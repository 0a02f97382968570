import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import classes from "@/shared/scheduling/scheduling.module.css";
import { TimeLink } from "@/shared/scheduling/TimeLink";
import { parseLocal } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { modalityList } from "@/shared/ui/modality";
import { money } from "@/shared/ui/money";
import { Person } from "@/shared/ui/Person";
import { Surface } from "@/shared/ui/Surface";
import type { Wishes } from "./FindPage";
import own from "./find.module.css";
import type { DoctorOffers, Offer } from "./groupOpenings";

interface Props {
  doctor: DoctorOffers;
  withZone: boolean;
  wishes: Wishes;
}

/** A doctor, and the next free times of each of their services. */
export function OfferCard({ doctor, withZone, wishes }: Props) {
  const { t } = useLingui();
  const first = doctor.offers[0]?.first;
  if (!first) return null;
  const name = first.doctor_name;
  const toDoctor = { to: "/doctors/$doctorId", params: { doctorId: doctor.doctorId } } as const;
  return (
    <Surface component="article" aria-label={name}>
      <Stack gap="md">
        <Person
          name={name}
          photo={first.photo_url}
          size={64}
          heading={
            <Title order={2} fz="lg">
              <Anchor
                inherit
                c="inherit"
                underline="hover"
                renderRoot={(props) => <Link {...props} {...toDoctor} />}
              >
                {name}
              </Anchor>
            </Title>
          }
        >
          <Text>{first.doctor_title}</Text>
          <Text c="dimmed" fz="sm">
            {first.clinic_name}
          </Text>
        </Person>
        <div className={own.offers}>
          {doctor.offers.map((offer) => (
            <ServiceTimes
              key={offer.first.service_id}
              offer={offer}
              withZone={withZone}
              wishes={wishes}
            />
          ))}
        </div>
        <div>
          <Anchor
            aria-label={t`All times of ${name}`}
            style={{ display: "inline-block", padding: "8px 0" }}
            renderRoot={(props) => <Link {...props} {...toDoctor} />}
          >
            <Trans>All times</Trans>
          </Anchor>
        </div>
      </Stack>
    </Surface>
  );
}

function ServiceTimes({
  offer,
  withZone,
  wishes,
}: {
  offer: Offer;
  withZone: boolean;
  wishes: Wishes;
}) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const { first } = offer;
  const { day, offsetMinutes } = parseLocal(first.local_start);
  const dayWords = times.dayWords(day, offsetMinutes, now);
  const zone = withZone ? `, ${times.zoneWords(first.zone)}` : "";
  const how = modalityList(first.modalities);
  const service = first.service_name;
  return (
    <div>
      <Text fw={600}>{service}</Text>
      <Text fz="sm" c="dimmed">
        {[t`${first.duration_min} min`, how, money(first.price_minor, first.currency)].join(" · ")}
      </Text>
      <Text mt={6} mb={8} className={classes.dayName} style={{ display: "block" }}>
        {dayWords + zone}
      </Text>
      <ul
        className={classes.times}
        aria-label={t`Free times, ${first.doctor_name}, ${service}, ${dayWords}`}
      >
        {offer.starts.map((start) => (
          <li key={start}>
            <TimeLink
              start={start}
              doctor={first.doctor_name}
              link={{
                to: "/book",
                search: {
                  doctor: first.doctor_id,
                  service: first.service_id,
                  start,
                  ...(wishes.modality ? { modality: wishes.modality } : {}),
                },
              }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
