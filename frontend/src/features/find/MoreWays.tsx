import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { IconCalendarMonth, IconRepeat } from "@tabler/icons-react";
import { useState } from "react";
import { HeatMonth } from "@/shared/heat/HeatMonth";
import { monthOf } from "@/shared/heat/heatModel";
import { useForm } from "@/shared/intake/useForm";
import { ButtonLink } from "@/shared/ui/ButtonLink";

interface Props {
  doctorId: string;
  serviceId: string;
  onDay: (day: string) => void;
}

/** Beside the list of times: the month at a glance, and several visits at once. */
export function MoreWays({ doctorId, serviceId, onDay }: Props) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(false);
  const form = useForm(serviceId, i18n.locale);
  const asked = form.isPending || form.data?.questions.some(({ required }) => required);
  const [month, setMonth] = useState(() => monthOf(new Date().toISOString()));
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconCalendarMonth size={18} aria-hidden />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? <Trans>Hide the month</Trans> : <Trans>Free time by day</Trans>}
        </Button>
        {asked ? null : (
          <ButtonLink
            to="/courses"
            search={{ doctor: doctorId, service: serviceId }}
            variant="default"
            leftSection={<IconRepeat size={18} aria-hidden />}
          >
            <Trans>Plan a course of visits</Trans>
          </ButtonLink>
        )}
      </Group>
      {open ? (
        <HeatMonth
          of={{ doctor_id: doctorId, service_id: serviceId }}
          month={month}
          onMonth={setMonth}
          onDay={onDay}
        />
      ) : null}
    </Stack>
  );
}
