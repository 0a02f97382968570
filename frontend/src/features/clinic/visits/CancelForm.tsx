import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { cancelVisit } from "../api";
import { ChangeError } from "./ChangeError";
import { useVisitChange } from "./useVisitChange";

export function CancelForm({ visit, onBack }: { visit: Appointment; onBack: () => void }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const [reason, setReason] = useState("");
  const cancel = useVisitChange(() => cancelVisit(visit, reason));
  const name = visit.patient.display_name;
  const when = times.moment(visit.local_start, now);
  return (
    <Stack gap="sm">
      <Text fw={600}>
        <Trans>
          Cancel the visit of {name}, {when}?
        </Trans>
      </Text>
      <Text c="dimmed">
        <Trans>The patient is told, and the time is free again at once.</Trans>
      </Text>
      <Textarea
        data-autofocus
        label={t`Reason, for the patient (may be left empty)`}
        maxLength={1000}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <ChangeError error={cancel.error} />
      <Group>
        <Button
          color="red.9"
          loading={cancel.isPending}
          onClick={() => cancel.mutate(undefined, { onSuccess: onBack })}
        >
          <Trans>Cancel this visit</Trans>
        </Button>
        <Button variant="default" onClick={onBack}>
          <Trans>Keep it</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
