import { Plural, Trans } from "@lingui/react/macro";
import { Anchor, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { upperFirst } from "@/shared/time/words";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import type { Course } from "./api";
import classes from "./courses.module.css";

/** All of them are booked: each leads to its own page. */
export function BookedCourse({ course }: { course: Course }) {
  const times = useTimes();
  const now = useNow(60_000);
  return (
    <Stack gap="md">
      <Notice
        kind="success"
        title={
          <Plural
            value={course.appointments.length}
            one="# visit is booked"
            other="All # visits are booked"
          />
        }
      >
        <Trans>You are told of each of them. Each can be moved or cancelled by itself.</Trans>
      </Notice>
      <ol className={classes.dates}>
        {course.appointments.map((visit) => (
          <li key={visit.id} className={classes.date}>
            <Anchor
              renderRoot={(props) => (
                <Link {...props} to="/visits/$visitId" params={{ visitId: visit.id }} />
              )}
            >
              {upperFirst(times.moment(visit.local_start, now))}
            </Anchor>
          </li>
        ))}
      </ol>
      <div>
        <ButtonLink to="/visits">
          <Trans>My visits</Trans>
        </ButtonLink>
      </div>
    </Stack>
  );
}
