import { Plural, Trans } from "@lingui/react/macro";
import { Stack, Text, Title } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { query } from "@/shared/api/client";
import { Loaded } from "@/shared/ui/states";
import classes from "./landing.module.css";

/** The way in for somebody who knows what hurts, but not who treats it. */
export function Specialties() {
  const specialties = query.useQuery("get", "/api/v1/specialties", {});
  return (
    <Stack component="section" gap="lg" aria-labelledby="specialties">
      <Title order={2} id="specialties">
        <Trans>Who would you like to see?</Trans>
      </Title>
      <Loaded of={specialties}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">
              <Trans>No clinic has opened its doors here yet.</Trans>
            </Text>
          ) : (
            <ul className={classes.specialties}>
              {items.map(({ id, name, doctor_count }) => (
                <li key={id}>
                  <Link to="/find" search={{ specialty: id }} className={classes.specialty}>
                    <span>
                      <span className={classes.specialtyName}>{name}</span>
                      <span className={classes.specialtyCount}>
                        <Plural value={doctor_count} one="# doctor" other="# doctors" />
                      </span>
                    </span>
                    <IconChevronRight size={20} aria-hidden />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Stack>
  );
}
