import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { Week } from "@/shared/api/week";
import { addDays } from "@/shared/time/local";
import { deviceToday } from "@/shared/time/weeks";
import { specialtiesOf, type WeekFilter } from "./weekModel";

export type Span = "day" | "week";

interface Props {
  week: Week;
  day: string;
  onDay: (day: string) => void;
  span: Span;
  /** Absent where there is no room for a week. */
  onSpan: ((span: Span) => void) | undefined;
  filter: WeekFilter;
  onFilter: (filter: WeekFilter) => void;
  /** Whether the month's heat map is open. */
  heat: boolean;
  onHeat: (open: boolean) => void;
}

export function WeekToolbar(props: Props) {
  const { week, day, onDay, span, onSpan, filter, onFilter, heat, onHeat } = props;
  const { t } = useLingui();
  const step = span === "week" ? 7 : 1;
  return (
    <Group align="flex-end" gap="sm" mb="md" mt="sm">
      <Group gap={4} align="flex-end">
        <Button
          variant="default"
          px="xs"
          aria-label={span === "week" ? t`Week before` : t`Day before`}
          onClick={() => onDay(addDays(day, -step))}
        >
          <IconChevronLeft size={20} aria-hidden />
        </Button>
        <TextInput
          type="date"
          label={t`Day`}
          value={day}
          onChange={(event) => event.currentTarget.value && onDay(event.currentTarget.value)}
        />
        <Button
          variant="default"
          px="xs"
          aria-label={span === "week" ? t`Week after` : t`Day after`}
          onClick={() => onDay(addDays(day, step))}
        >
          <IconChevronRight size={20} aria-hidden />
        </Button>
        <Button variant="default" onClick={() => onDay(deviceToday())}>
          <Trans>Today</Trans>
        </Button>
      </Group>
      <NativeSelect
        label={t`Specialty`}
        value={filter.specialtyId}
        onChange={(event) => onFilter({ ...filter, specialtyId: event.currentTarget.value })}
        data={[
          { value: "", label: t`All specialties` },
          ...specialtiesOf(week).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        label={t`Doctor`}
        value={filter.doctorId}
        onChange={(event) => onFilter({ ...filter, doctorId: event.currentTarget.value })}
        data={[
          { value: "", label: t`All doctors` },
          ...week.doctors.map(({ doctor }) => ({ value: doctor.id, label: doctor.display_name })),
        ]}
      />
      <NativeSelect
        label={t`Visits`}
        value={filter.status}
        onChange={(event) => onFilter({ ...filter, status: event.currentTarget.value })}
        data={[
          { value: "", label: t`All visits` },
          { value: "booked", label: t`Booked` },
          { value: "arrived", label: t`In the waiting room` },
          { value: "in_progress", label: t`Under way` },
          { value: "completed", label: t`Completed` },
          { value: "no_show", label: t`Missed` },
          { value: "cancelled", label: t`Cancelled` },
        ]}
      />
      <Button variant="default" aria-expanded={heat} onClick={() => onHeat(!heat)}>
        <Trans>Free time by day</Trans>
      </Button>
      {onSpan ? (
        <SegmentedControl
          aria-label={t`Show`}
          value={span}
          onChange={(value) => onSpan(value === "day" ? "day" : "week")}
          data={[
            { value: "week", label: t`Week` },
            { value: "day", label: t`One day` },
          ]}
          size="md"
        />
      ) : null}
    </Group>
  );
}
