import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Appointment } from "@/shared/api/model";
import { SignedIn } from "@/shared/auth/SignedIn";
import { useNow, useTimes } from "@/shared/time/useTimes";
import { Notice } from "@/shared/ui/Notice";
import { PageHeader } from "@/shared/ui/PageHeader";
import { StatusBadge } from "@/shared/ui/StatusBadge";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { getVisit } from "./api";
import { LiveDesk } from "./LiveDesk";
import { Note } from "./Note";
import { PatientCard } from "./PatientCard";

export function VisitDeskPage() {
  const { visitId } = useParams({ from: "/doctor/visits/$visitId" });
  return (
    <SignedIn>
      <Desk key={visitId} visitId={visitId} />
    </SignedIn>
  );
}

const OPEN = new Set(["booked", "arrived", "in_progress"]);

function Desk({ visitId }: { visitId: string }) {
  const visit = useQuery({ queryKey: ["visit", visitId], queryFn: () => getVisit(visitId) });
  return (
    <Loaded of={visit} loading={<LoadingRows rows={2} height={260} />}>
      {(data) =>
        OPEN.has(data.status) && data.can.join ? (
          <LiveDesk visit={data} />
        ) : (
          <QuietDesk visit={data} />
        )
      }
    </Loaded>
  );
}

/** Before the room opens and after it closed: the facts and the note, without the live part. */
function QuietDesk({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const times = useTimes();
  const now = useNow();
  const opens = times.relative(Date.parse(visit.join_opens_at), now);
  return (
    <>
      <PageHeader
        title={visit.patient.display_name}
        back={{ to: "/doctor", label: t`Today` }}
        lead={`${times.moment(visit.local_start, now)}, ${visit.service.name}`}
        actions={<StatusBadge status={visit.status} />}
      />
      {OPEN.has(visit.status) ? (
        <Notice kind="info" title={<Trans>The room is not open yet</Trans>}>
          <Text>
            <Trans>It opens {opens}. You can already prepare your note.</Trans>
          </Text>
        </Notice>
      ) : null}
      {visit.status === "completed" ? (
        <Notice kind="success" title={<Trans>The visit is over</Trans>}>
          <Text mb="sm">
            <Trans>You can still finish your note; it is saved as you write.</Trans>
          </Text>
          <Button component={Link} to="/doctor">
            <Trans>Back to today</Trans>
          </Button>
        </Notice>
      ) : null}
      <div style={{ display: "grid", gap: 16, marginTop: 16 }}>
        <PatientCard visit={visit} />
        <Note visitId={visit.id} />
      </div>
    </>
  );
}
