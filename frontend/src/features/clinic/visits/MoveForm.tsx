import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Appointment, Opening } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { moveVisit } from "../api";
import { ChangeError } from "./ChangeError";
import { TimeChooser } from "./TimeChooser";
import { useVisitChange } from "./useVisitChange";

interface Props {
  visit: Appointment;
  onDone: () => void;
  onBack: () => void;
}

/** Another time, with the same doctor or another one of the same service. The old time is kept until it worked. */
export function MoveForm({ visit, onDone, onBack }: Props) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const [anyDoctor, setAnyDoctor] = useState(false);
  const [chosen, setChosen] = useState<Opening | null>(null);
  const move = useVisitChange((to: Opening) =>
    moveVisit(visit, { starts_at: to.starts_at, doctor_id: to.doctor_id }),
  );
  return (
    <Stack gap="sm">
      <Text fw={600}>
        <Trans>Move to another time</Trans>
      </Text>
      <Checkbox
        label={t`With any doctor of this service`}
        checked={anyDoctor}
        onChange={(event) => {
          setAnyDoctor(event.currentTarget.checked);
          setChosen(null);
        }}
      />
      <TimeChooser
        serviceId={visit.service.id}
        doctorId={anyDoctor ? undefined : visit.doctor.id}
        patientId={visit.patient.id}
        movingId={visit.id}
        chosen={chosen}
        onChoose={setChosen}
      />
      <ChangeError error={move.error} />
      <Group>
        <Button
          disabled={!chosen}
          loading={move.isPending}
          onClick={() => chosen && move.mutate(chosen, { onSuccess: onDone })}
        >
          {chosen ? (
            <Trans>Move to {times.moment(chosen.local_start, now)}</Trans>
          ) : (
            <Trans>Choose a time first</Trans>
          )}
        </Button>
        <Button variant="default" onClick={onBack}>
          <Trans>Keep the time</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
