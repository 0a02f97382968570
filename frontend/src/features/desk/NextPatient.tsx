import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { WaitingPatient } from "@/shared/live/useDeskLine";
import { useNow } from "@/shared/time/useTimes";
import classes from "./desk.module.css";

interface Props {
  visitId: string;
  waiting: WaitingPatient[] | undefined;
}

/** Who else waits for this doctor, in one line. */
export function NextPatient({ visitId, waiting }: Props) {
  const { t } = useLingui();
  const now = useNow(15_000);
  const others = (waiting ?? []).filter((one) => one.appointment_id !== visitId);
  const next = others[0];
  if (!next)
    return (
      <Text size="sm" c="dimmed" role="status">
        {waiting ? <Trans>Nobody else is waiting.</Trans> : null}
      </Text>
    );
  const minutes = Math.max(0, Math.floor((now - Date.parse(next.arrived_at)) / 60_000));
  return (
    <section className={classes.next} aria-label={t`Next patient`}>
      <IconHourglass size={20} aria-hidden />
      <Text role="status">
        <Anchor
          renderRoot={(props) => (
            <Link
              {...props}
              to="/doctor/visits/$visitId"
              params={{ visitId: next.appointment_id }}
            />
          )}
        >
          {next.patient_name}
        </Anchor>{" "}
        <Plural value={minutes} one="has waited # minute" other="has waited # minutes" />
        {others.length > 1 ? (
          <>
            {"; "}
            <Plural value={others.length - 1} one="and # more waits" other="and # more wait" />
          </>
        ) : null}
      </Text>
    </section>
  );
}
