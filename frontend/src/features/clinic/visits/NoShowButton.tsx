import { Trans } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { useNow } from "@/shared/time/useTimes";
import { markNoShow } from "../api";
import { ChangeError } from "./ChangeError";
import { useVisitChange } from "./useVisitChange";

/** For a booked visit whose time is over and to which nobody came. */
export function NoShowButton({ visit }: { visit: Appointment }) {
  const now = useNow();
  const missed = useVisitChange(() => markNoShow(visit.id));
  if (visit.status !== "booked" || Date.parse(visit.starts_at) > now) return null;
  return (
    <Stack gap="xs">
      <Button variant="default" loading={missed.isPending} onClick={() => missed.mutate(undefined)}>
        <Trans>The patient did not come</Trans>
      </Button>
      <ChangeError error={missed.error} />
    </Stack>
  );
}
