import { useLingui } from "@lingui/react/macro";
import { Container } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Modality } from "@/shared/api/model";
import { SignedIn } from "@/shared/auth/SignedIn";
import type { RoomOptions } from "@/shared/live/room";
import { useRoom } from "@/shared/live/useRoom";
import { Loaded, LoadingRows } from "@/shared/ui/states";
import { Closed } from "./Closed";
import { chosenDevices } from "./deviceChoice";
import { LiveRoom } from "./LiveRoom";
import { useRoomVisit } from "./useRoomVisit";
import { WaitingRoom } from "./WaitingRoom";

/** The waiting room and the visit: one connection, one address. */
export function RoomPage() {
  return (
    <SignedIn>
      <Arriving />
    </SignedIn>
  );
}

function Arriving() {
  const { visitId } = useParams({ from: "/visits/$visitId/room" });
  const visit = useRoomVisit(visitId);
  return (
    <Loaded
      of={visit}
      loading={
        <Container size="sm" py="xl" w="100%">
          <LoadingRows rows={2} height={160} />
        </Container>
      }
    >
      {(found) => <InRoom visitId={visitId} modality={found.modality} />}
    </Loaded>
  );
}

const media: Record<Modality, Pick<RoomOptions, "audio" | "video">> = {
  video: { audio: true, video: true },
  audio: { audio: true, video: false },
  chat: { audio: false, video: false },
};

function InRoom({ visitId, modality }: { visitId: string; modality: Modality }) {
  const { t } = useLingui();
  const room = useRoom(visitId, { ...media[modality], ...chosenDevices() });
  const waiting = room.me?.place === "waiting" || room.me === null;
  useEffect(() => {
    document.title = waiting ? `${t`Waiting room`} · Telemed` : `${t`Your visit`} · Telemed`;
  }, [t, waiting]);
  if (room.status === "closed") return <Closed room={room} visitId={visitId} />;
  if (waiting) return <WaitingRoom room={room} visitId={visitId} modality={modality} />;
  return <LiveRoom room={room} modality={modality} />;
}
