import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import classes from "@/shared/scheduling/scheduling.module.css";
import { TimeLink } from "@/shared/scheduling/TimeLink";
import { parseLocal } from "@/shared/time/local";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { modalityWords } from "@/shared/ui/modality";
import { money } from "@/shared/ui/money";
import { Person } from "@/shared/ui/Person";
import { Surface } from "@/shared/ui/Surface";
import type { Wishes } from "./FindPage";
import type { Offer } from "./groupOpenings";

interface Props {
  offer: Offer;
  withZone: boolean;
  wishes: Wishes;
}

export function OfferCard({ offer, withZone, wishes }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const { first } = offer;
  const { day, offsetMinutes } = parseLocal(first.local_start);
  // The times shown are those of the first free day; later ones are a page away.
  const starts = offer.starts.filter((start) => parseLocal(start).day === day);
  const dayWords = times.dayWords(day, offsetMinutes, now);
  const zone = withZone ? `, ${times.zoneWords(first.zone)}` : "";
  const how = first.modalities.map((modality) => modalityWords(modality)).join(", ");
  const name = first.doctor_name;
  return (
    <Surface component="article" aria-label={`${name}, ${first.service_name}`}>
      <Stack gap="md">
        <Person
          name={name}
          heading={
            <Title order={2} fz="lg">
              <Anchor
                inherit
                c="inherit"
                underline="hover"
                renderRoot={(props) => (
                  <Link
                    {...props}
                    to="/doctors/$doctorId"
                    params={{ doctorId: first.doctor_id }}
                    search={{ service: first.service_id }}
                  />
                )}
              >
                {name}
              </Anchor>
            </Title>
          }
        >
          <Text c="dimmed">
            {[first.doctor_title, first.clinic_name].filter(Boolean).join(" · ")}
          </Text>
          <Text fz="sm" c="dimmed">
            {[first.service_name, how, money(first.price_minor, first.currency)].join(" · ")}
          </Text>
        </Person>
        <div>
          <Text fw={600} mb={8} className={classes.dayName} style={{ display: "block" }}>
            {dayWords + zone}
          </Text>
          <Group gap={8}>
            <ul className={classes.times} aria-label={t`Free times, ${name}, ${dayWords}`}>
              {starts.map((start) => (
                <li key={start}>
                  <TimeLink
                    start={start}
                    doctor={name}
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
            <Anchor
              aria-label={t`All times of ${name}`}
              style={{ padding: "10px 8px" }}
              renderRoot={(props) => (
                <Link
                  {...props}
                  to="/doctors/$doctorId"
                  params={{ doctorId: first.doctor_id }}
                  search={{ service: first.service_id }}
                />
              )}
            >
              <Trans>All times</Trans>
            </Anchor>
          </Group>
        </div>
      </Stack>
    </Surface>
  );
}
