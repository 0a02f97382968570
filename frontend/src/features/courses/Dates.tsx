import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem, isProblem } from "@/shared/api/problem";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { upperFirst } from "@/shared/time/words";
import { Notice } from "@/shared/ui/Notice";
import { problemWords } from "@/shared/ui/words";
import { bookCourse, type Plan, type PlanDate, type PlanWish } from "./api";
import { BookedCourse } from "./BookedCourse";
import { type Chosen, proposed, wantedOf, withClashes } from "./choice";
import classes from "./courses.module.css";

interface Props {
  plan: Plan;
  wish: PlanWish;
}

/** The dates of a plan; clashes have their nearest times to choose from. One button books all. */
export function Dates({ plan, wish }: Props) {
  const [dates, setDates] = useState(plan.dates);
  const [chosen, setChosen] = useState<Chosen>(() => proposed(plan.dates));
  const wanted = wantedOf(chosen);
  const clashing = dates.filter(({ free }) => !free).length;
  const book = useBooking(plan, wish, wanted, (clashes) => {
    const after = withClashes(dates, chosen, clashes);
    setDates(after);
    setChosen(proposed(after));
  });
  if (book.data) return <BookedCourse course={book.data} />;
  return (
    <Stack gap="md" component="section" aria-labelledby="dates">
      <Title order={2} id="dates" fz="h3">
        <Trans>The dates</Trans>
      </Title>
      {clashing > 0 ? (
        <Text>
          <Plural
            value={clashing}
            one="# date is not free. The nearest time is proposed; choose another or leave it out."
            other="# dates are not free. The nearest times are proposed; choose others or leave them out."
          />
        </Text>
      ) : null}
      <ol className={classes.dates}>
        {dates.map((date) => (
          <DateRow
            key={date.starts_at}
            date={date}
            value={chosen[date.starts_at] ?? ""}
            onChange={(start) => setChosen({ ...chosen, [date.starts_at]: start })}
          />
        ))}
      </ol>
      <BookingError error={book.error} />
      <Button
        size="lg"
        disabled={wanted.length < 2}
        loading={book.isPending}
        onClick={() => book.mutate()}
      >
        <Plural value={wanted.length} one="Book # visit" other="Book all # visits" />
      </Button>
    </Stack>
  );
}

function useBooking(
  plan: Plan,
  wish: PlanWish,
  wanted: string[],
  onClash: (clashes: PlanDate[]) => void,
) {
  const cache = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: () =>
      bookCourse(
        {
          service_id: plan.service_id,
          doctor_id: plan.doctor_id,
          patient_id: wish.patient_id,
          modality: wish.modality,
          starts_at: wanted,
        },
        key.current,
      ),
    onSuccess: () => cache.invalidateQueries(),
    onError: (error) => {
      key.current = crypto.randomUUID();
      if (isProblem(error, "course-clash") && error instanceof ApiProblem)
        onClash((error.members.clashes ?? []) as PlanDate[]);
    },
  });
}

interface RowProps {
  date: PlanDate;
  value: string;
  onChange: (start: string) => void;
}

function DateRow({ date, value, onChange }: RowProps) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const when = upperFirst(times.moment(date.local_start, now));
  if (date.free)
    return (
      <li className={classes.date}>
        <IconCircleCheck size={20} aria-hidden className={classes.free} />
        <span>
          {when}
          <span className={classes.note}>
            <Trans>free</Trans>
          </span>
        </span>
      </li>
    );
  return (
    <li className={classes.date} data-clash>
      <IconAlertTriangle size={20} aria-hidden className={classes.clash} />
      <span>
        <s>{when}</s>
        <span className={classes.note}>
          {date.reason_code === "taken" ? (
            <Trans>The doctor is not free then</Trans>
          ) : date.reason_code === "patient_busy" ? (
            <Trans>There is another visit at that time</Trans>
          ) : date.reason_code === "too_far" ? (
            <Trans>Too far ahead to be booked yet</Trans>
          ) : (
            <Trans>Cannot be booked at that time</Trans>
          )}
        </span>
        <NativeSelect
          mt={6}
          aria-label={t`Instead of ${when}`}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[
            ...date.alternatives.map((one) => ({
              value: one.starts_at,
              label: times.moment(one.local_start, now),
            })),
            { value: "", label: t`Leave this visit out` },
          ]}
        />
      </span>
    </li>
  );
}

function BookingError({ error }: { error: unknown }) {
  if (!error) return null;
  if (isProblem(error, "course-clash"))
    return (
      <Notice kind="danger" title={<Trans>Some of these times were taken a moment ago</Trans>}>
        <Trans>Nothing was booked. The list above shows which, with other times near them.</Trans>
      </Notice>
    );
  if (isProblem(error, "intake-missing"))
    return (
      <Notice kind="info" title={<Trans>The clinic asks questions before such a visit</Trans>}>
        <Trans>
          Book the first visit on the doctor's page and answer there, or phone the clinic for the
          whole course. Nothing was booked.
        </Trans>
      </Notice>
    );
  return (
    <Notice kind="danger" title={<Trans>Nothing was booked</Trans>}>
      {problemWords(error)}
    </Notice>
  );
}
