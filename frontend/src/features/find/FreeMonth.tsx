import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconCalendarMonth } from "@tabler/icons-react";
import { useState } from "react";
import { HeatMonth } from "@/shared/heat/HeatMonth";
import { monthOf } from "@/shared/heat/heatModel";
import type { Wishes } from "./FindPage";

interface Props {
  wishes: Wishes;
  change: (part: { [K in keyof Wishes]?: Wishes[K] | undefined }) => void;
}

/** Free time of a specialty over a month; a day becomes "not before". */
export function FreeMonth({ wishes, change }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [month, setMonth] = useState(() => monthOf(wishes.from ?? new Date().toISOString()));
  const { specialty } = wishes;
  return (
    <Stack gap="sm" mt="md">
      <Button
        variant="default"
        leftSection={<IconCalendarMonth size={18} aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? t`Hide the month` : t`Free time by day`}
      </Button>
      {open && !specialty ? (
        <Text c="dimmed" size="sm">
          <Trans>Choose a specialty above to see its month.</Trans>
        </Text>
      ) : null}
      {open && specialty ? (
        <HeatMonth
          of={{
            specialty_id: specialty,
            ...(wishes.language ? { language: wishes.language } : {}),
            ...(wishes.modality ? { modality: wishes.modality } : {}),
          }}
          month={month}
          onMonth={setMonth}
          day={wishes.from}
          onDay={(day) => change({ from: day })}
        />
      ) : null}
    </Stack>
  );
}
