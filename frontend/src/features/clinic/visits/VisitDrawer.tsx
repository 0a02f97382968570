import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Appointment } from "@/shared/api/model";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Facts } from "@/shared/ui/Facts";
import { ModalityLabel } from "@/shared/ui/modality";
import { Notice } from "@/shared/ui/Notice";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { Loaded } from "@/shared/ui/states";
import { getVisit } from "../api";
import { CancelForm } from "./CancelForm";
import { FindPlace } from "./FindPlace";
import { MoveForm } from "./MoveForm";
import { NoShowButton } from "./NoShowButton";

interface Props {
  visitId: string | null;
  onClose: () => void;
}

/** A visit's details, with moving and cancelling. */
export function VisitDrawer({ visitId, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={visitId !== null}
      onClose={onClose}
      position="right"
      size="lg"
      zIndex={250}
      title={t`Visit details`}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {visitId ? <Visit key={visitId} visitId={visitId} /> : null}
    </Drawer>
  );
}

function Visit({ visitId }: { visitId: string }) {
  const visit = useQuery({ queryKey: ["visit", visitId], queryFn: () => getVisit(visitId) });
  return <Loaded of={visit}>{(data) => <Details visit={data} />}</Loaded>;
}

function Details({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const [doing, setDoing] = useState<"move" | "cancel" | null>(null);
  const [moved, setMoved] = useState(false);
  return (
    <Stack gap="md">
      <StatusBadge status={visit.status} />
      <Facts
        items={[
          [t`Patient`, visit.patient.display_name],
          [t`Time`, times.moment(visit.local_start, now)],
          [t`Doctor`, visit.doctor.display_name],
          [t`Service`, visit.service.name],
          [t`Held by`, <ModalityLabel key="modality" modality={visit.modality} />],
          [t`Booked`, times.deviceStamp(visit.booked_at)],
        ]}
      />
      {moved && doing === null ? (
        <Notice kind="success" title={<Trans>The visit was moved. The patient is told.</Trans>} />
      ) : null}
      {doing === null ? (
        <Group>
          {visit.can.reschedule ? (
            <Button onClick={() => setDoing("move")}>
              <Trans>Move to another time</Trans>
            </Button>
          ) : null}
          {visit.can.reschedule ? <FindPlace visit={visit} /> : null}
          {visit.can.cancel ? (
            <Button
              variant="default"
              onClick={() => {
                setMoved(false);
                setDoing("cancel");
              }}
            >
              <Trans>Cancel the visit</Trans>
            </Button>
          ) : null}
          <NoShowButton visit={visit} />
        </Group>
      ) : null}
      {doing === "move" ? (
        <MoveForm
          visit={visit}
          onDone={() => {
            setMoved(true);
            setDoing(null);
          }}
          onBack={() => setDoing(null)}
        />
      ) : null}
      {doing === "cancel" ? <CancelForm visit={visit} onBack={() => setDoing(null)} /> : null}
    </Stack>
  );
}
