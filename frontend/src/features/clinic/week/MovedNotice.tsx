import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { moveVisit } from "../api";
import { ChangeError } from "../visits/ChangeError";
import { useVisitChange } from "../visits/useVisitChange";
import type { Moved } from "./DropDialog";

/** Said after a move, with the way back. */
export function MovedNotice({ moved, onDone }: { moved: Moved; onDone: () => void }) {
  const times = useTimes();
  const now = useNow();
  const { visit, was } = moved;
  const back = useVisitChange((one: Appointment) =>
    moveVisit(one, { starts_at: was.starts_at, doctor_id: was.doctor_id }),
  );
  const name = visit.patient.display_name;
  const when = times.moment(visit.local_start, now);
  const before = times.moment(was.local_start, now);
  return (
    <div style={{ marginBottom: 12 }}>
      <Notice
        kind="success"
        title={
          <Trans>
            {name} is moved to {when}
          </Trans>
        }
      >
        <Group gap="sm" mt={4}>
          <Button
            variant="default"
            size="sm"
            loading={back.isPending}
            onClick={() => back.mutate(visit, { onSuccess: onDone })}
          >
            <Trans>Undo: back to {before}</Trans>
          </Button>
          <Button variant="subtle" size="sm" onClick={onDone}>
            <Trans>Done</Trans>
          </Button>
        </Group>
        <ChangeError error={back.error} />
      </Notice>
    </div>
  );
}
