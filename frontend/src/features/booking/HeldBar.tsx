import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { Notice } from "@/shared/ui/Notice";
import classes from "./booking.module.css";
import type { Held } from "./useHold";

const lastMinute = 60_000;

interface Props {
  held: Held;
  doctorId: string;
  serviceId: string;
  onAgain: () => void;
}

/** How long the time is held yet. It says so once when a minute is left, and offers the way on when it is over. */
export function HeldBar({ held, doctorId, serviceId, onAgain }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const left = held.until - useNow(1000);
  if (left <= 0) return <Over doctorId={doctorId} serviceId={serviceId} onAgain={onAgain} />;
  const ending = left <= lastMinute;
  return (
    <div className={classes.held} data-ending={ending || undefined}>
      <IconClockPause size={20} aria-hidden />
      <Text role="timer" aria-label={t`How long the time is held`}>
        <Trans>
          Held for you: <b className={classes.clock}>{times.running(left)}</b>
        </Trans>
      </Text>
      <VisuallyHidden role="status">
        {ending ? t`The time is held for one more minute.` : null}
      </VisuallyHidden>
    </div>
  );
}

function Over({ doctorId, serviceId, onAgain }: Omit<Props, "held">) {
  return (
    <Notice kind="warning" title={<Trans>The time is not held for you any longer</Trans>}>
      <Stack gap="sm">
        <Text>
          <Trans>
            What you wrote is kept. If nobody has taken the time, you can hold it again.
          </Trans>
        </Text>
        <Group>
          <Button onClick={onAgain}>
            <Trans>Hold it again</Trans>
          </Button>
          <ButtonLink
            to="/doctors/$doctorId"
            params={{ doctorId }}
            search={{ service: serviceId }}
            variant="default"
          >
            <Trans>Choose another time</Trans>
          </ButtonLink>
        </Group>
      </Stack>
    </Notice>
  );
}
