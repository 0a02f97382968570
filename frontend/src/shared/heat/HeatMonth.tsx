import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Skeleton, Text, VisuallyHidden } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { operations } from "@/api/generated";
import { answered, api } from "@/shared/api/client";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { upperFirst } from "@/shared/time/words";
import classes from "./heat.module.css";
import { levelOf, type Month, monthOf, monthWords, nextMonth, weeksOf } from "./heatModel";

type HeatQuery = operations["heat"]["parameters"]["query"];

interface Props {
  /** Whose free time: a specialty, a service, a doctor or a clinic. */
  of: Omit<HeatQuery, "month">;
  month: Month;
  onMonth: (month: Month) => void;
  /** The day that is looked at, if one of this month is. */
  day?: string | undefined;
  onDay: (day: string) => void;
}

/** A month of days, the darker the more time is free; choosing one leads there. */
export function HeatMonth({ of, month, onMonth, day, onDay }: Props) {
  const { t, i18n } = useLingui();
  const heat = useQuery({
    queryKey: ["heat", of, month],
    queryFn: () =>
      answered(api.GET("/api/v1/openings/heat", { params: { query: { ...of, month } } })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const name = upperFirst(monthWords(month, i18n.locale));
  const today = monthOf(new Date().toISOString());
  return (
    <section className={classes.month} aria-label={t`Free time by day`}>
      <Group justify="space-between" wrap="nowrap" mb={6}>
        <Button
          variant="default"
          px="xs"
          aria-label={t`Month before`}
          disabled={month <= today}
          onClick={() => onMonth(nextMonth(month, -1))}
        >
          <IconChevronLeft size={20} aria-hidden />
        </Button>
        <Text fw={650} aria-live="polite">
          {name}
        </Text>
        <Button
          variant="default"
          px="xs"
          aria-label={t`Month after`}
          onClick={() => onMonth(nextMonth(month, 1))}
        >
          <IconChevronRight size={20} aria-hidden />
        </Button>
      </Group>
      {heat.data ? (
        <Days
          days={heat.data.days}
          busy={heat.isPlaceholderData}
          chosen={day}
          onDay={onDay}
          locale={i18n.locale}
        />
      ) : (
        <Skeleton height={264} radius="md" />
      )}
      <Legend />
    </section>
  );
}

interface DaysProps {
  days: { date: string; free_min: number }[];
  busy: boolean;
  chosen: string | undefined;
  onDay: (day: string) => void;
  locale: string;
}

function Days({ days, busy, chosen, onDay, locale }: DaysProps) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow(60_000);
  const most = Math.max(...days.map(({ free_min }) => free_min));
  const weeks = weeksOf(days);
  const names = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const said = (date: string, free: number) => {
    const hours = Math.max(1, Math.round(free / 60));
    const day = times.dayName(date, now);
    return free === 0 ? t`${day}: nothing free` : t`${day}: ${hours} h free`;
  };
  return (
    <table className={classes.days} aria-busy={busy}>
      <thead>
        <tr>
          {Array.from({ length: 7 }, (_, n) => names.format(Date.UTC(2024, 0, 1 + n))).map(
            (weekday) => (
              <th key={weekday} scope="col">
                {weekday}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, row) => (
          <tr key={week.find((one) => one !== null)?.date ?? row}>
            {week.map((one, column) =>
              one === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: an empty corner of the month has no other name
                <td key={`empty-${column}`} />
              ) : (
                <td key={one.date}>
                  <button
                    type="button"
                    className={classes.day}
                    data-level={levelOf(one.free_min, most)}
                    aria-pressed={one.date === chosen}
                    disabled={one.free_min === 0}
                    aria-label={said(one.date, one.free_min)}
                    title={said(one.date, one.free_min)}
                    onClick={() => onDay(one.date)}
                  >
                    {Number(one.date.slice(8))}
                  </button>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Legend() {
  return (
    <Group gap={6} mt={6} wrap="nowrap" className={classes.legend}>
      <span>
        <Trans>Nothing free</Trans>
      </span>
      {[0, 1, 2, 3, 4].map((level) => (
        <span key={level} className={classes.sample} data-level={level} aria-hidden />
      ))}
      <span>
        <Trans>Much free</Trans>
      </span>
      <VisuallyHidden>
        <Trans>The darker a day, the more time is free.</Trans>
      </VisuallyHidden>
    </Group>
  );
}
