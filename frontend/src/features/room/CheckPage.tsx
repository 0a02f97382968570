import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { Appointment } from "@/shared/api/model";
import { SignedIn } from "@/shared/auth/SignedIn";
import { ButtonLink } from "@/shared/ui/ButtonLink";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Loaded } from "@/shared/ui/states";
import { CameraCheck } from "./CameraCheck";
import { MicrophoneCheck } from "./MicrophoneCheck";
import { NetworkCheck } from "./NetworkCheck";
import { SpeakerCheck } from "./SpeakerCheck";
import { useRoomVisit } from "./useRoomVisit";

export function CheckPage() {
  return (
    <SignedIn>
      <Check />
    </SignedIn>
  );
}

function Check() {
  const { t } = useLingui();
  const { visitId } = useParams({ from: "/visits/$visitId/check" });
  const visit = useRoomVisit(visitId);
  return (
    <Stack gap="lg" maw={760}>
      <PageHeader
        title={t`Check camera and sound`}
        back={{ to: "/visits/$visitId", params: { visitId }, search: {}, label: t`Your visit` }}
        lead={
          <Trans>
            Your browser asks whether it may use them: allow it. Nobody sees or hears you here.
          </Trans>
        }
      />
      <Loaded of={visit}>{(found) => <Checks visit={found} />}</Loaded>
    </Stack>
  );
}

function Checks({ visit }: { visit: Appointment }) {
  const { modality } = visit;
  return (
    <>
      {modality === "video" ? <CameraCheck /> : null}
      {modality === "chat" ? null : (
        <>
          <MicrophoneCheck />
          <SpeakerCheck />
        </>
      )}
      <NetworkCheck withMedia={modality !== "chat"} />
      <Group>
        {visit.can.join ? (
          <ButtonLink to="/visits/$visitId/room" params={{ visitId: visit.id }} size="lg">
            <Trans>Join the visit</Trans>
          </ButtonLink>
        ) : null}
        <ButtonLink
          to="/visits/$visitId"
          params={{ visitId: visit.id }}
          variant={visit.can.join ? "default" : "filled"}
        >
          <Trans>Done, back to my visit</Trans>
        </ButtonLink>
      </Group>
    </>
  );
}
