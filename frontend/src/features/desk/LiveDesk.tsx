import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Appointment } from "@/shared/api/model";
import { useDeskLine } from "@/shared/live/useDeskLine";
import { useRoom } from "@/shared/live/useRoom";
import { Chat } from "./Chat";
import { ClosedNotice, LineNotice } from "./ConnectionNotices";
import { Controls } from "./Controls";
import { DeskBar } from "./DeskBar";
import classes from "./desk.module.css";
import { NextPatient } from "./NextPatient";
import { NoteField } from "./Note";
import { PatientCard } from "./PatientCard";
import { Stage } from "./Stage";
import { useNote } from "./useNote";

/** The visit on one screen: picture, chat, patient, note. Opening the page is joining; a reload comes back. */
export function LiveDesk({ visit }: { visit: Appointment }) {
  const { t } = useLingui();
  const room = useRoom(visit.id, {
    audio: visit.modality !== "chat",
    video: visit.modality === "video",
  });
  const note = useNote(visit.id);
  const { waiting } = useDeskLine();
  const mine = waiting.data?.find((one) => one.appointment_id === visit.id);
  useReloadWhenEnded(room.closedBecause === "ended", visit.id);

  return (
    <div className={classes.desk}>
      <DeskBar
        visit={visit}
        room={room}
        onEnd={() => void note.flush().then(() => room.actions.end())}
      />
      <ClosedNotice room={room} />
      <LineNotice room={room} />
      <div className={classes.columns}>
        <div className={classes.live}>
          <section aria-label={t`Video`} className={classes.stageArea}>
            <Stage room={room} visit={visit} arrivedAt={mine?.arrived_at} />
            <Controls room={room} />
          </section>
          <Chat room={room} />
        </div>
        <div className={classes.chart}>
          <NextPatient visitId={visit.id} waiting={waiting.data} />
          <PatientCard visit={visit} />
          <NoteField keeper={note} />
        </div>
      </div>
    </div>
  );
}

/** The server's word on the visit's status, once the room says that it is over. */
function useReloadWhenEnded(ended: boolean, visitId: string): void {
  const cache = useQueryClient();
  const told = useRef(false);
  useEffect(() => {
    if (!ended || told.current) return;
    told.current = true;
    void cache.invalidateQueries({ queryKey: ["visit", visitId] });
    void cache.invalidateQueries({ queryKey: ["desk"] });
  }, [ended, visitId, cache]);
}
