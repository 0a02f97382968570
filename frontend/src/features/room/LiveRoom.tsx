import { Trans, useLingui } from "@lingui/react/macro";
import { Button, VisuallyHidden } from "@mantine/core";
import { IconMessage, IconPhoneOff } from "@tabler/icons-react";
import { useState } from "react";
import type { Modality } from "@/shared/api/model";
import type { Room } from "@/shared/live/room";
import { Chat } from "./Chat";
import { LeaveVisit } from "./LeaveVisit";
import { MediaControls } from "./MediaControls";
import { LinkTrouble, MediaTrouble, Reconnecting } from "./RoomNotices";
import classes from "./room.module.css";
import { Stage } from "./Stage";
import { useUnread } from "./useUnread";

interface Props {
  room: Room;
  modality: Modality;
}

/** The visit: the doctor large, oneself small, the chat beside or over it, and the few buttons one needs. */
export function LiveRoom({ room, modality }: Props) {
  const { t } = useLingui();
  const written = modality === "chat";
  const [chatOpen, setChatOpen] = useState(written);
  const unread = useUnread(room.entries, chatOpen);
  const doctor = room.consultation?.doctor_name ?? t`The doctor`;
  const chatLabel = unread > 0 ? t`Chat, ${unread} new` : t`Chat`;
  return (
    <div className={classes.room} data-chat={chatOpen} data-written={written}>
      <VisuallyHidden>
        <h1>{t`Your visit with ${doctor}`}</h1>
      </VisuallyHidden>
      <div className={classes.notices}>
        <Reconnecting room={room} />
        <LinkTrouble room={room} />
        <MediaTrouble room={room} />
      </div>
      {written ? null : <Stage room={room} doctor={doctor} />}
      {chatOpen ? (
        <Chat room={room} {...(written ? {} : { close: () => setChatOpen(false) })} />
      ) : null}
      <div className={classes.controls} role="toolbar" aria-label={t`Visit controls`}>
        {written ? null : (
          <>
            <MediaControls room={room} withVideo={modality === "video"} />
            <Button
              variant={unread > 0 ? "filled" : "default"}
              leftSection={<IconMessage size={20} aria-hidden />}
              aria-expanded={chatOpen}
              onClick={() => setChatOpen(!chatOpen)}
            >
              {chatLabel}
            </Button>
          </>
        )}
        <LeaveVisit leave={room.actions.leave}>
          <IconPhoneOff size={20} aria-hidden />
          <Trans>Leave</Trans>
        </LeaveVisit>
      </div>
    </div>
  );
}
