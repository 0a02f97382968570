import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { onReturn, visitWorld } from "./browserWorld";
import type { Room, RoomOptions } from "./room";
import { RoomSession } from "./session";

/**
 * The visit's room for a page: connects on mount, comes back by itself after cuts, lets go on unmount.
 * The options count at the start only; later changes go through `actions`.
 */
export function useRoom(consultationId: string, options: RoomOptions): Room {
  const first = useRef(options);
  const [session, setSession] = useState(() => make(consultationId, first.current));

  useEffect(() => {
    // A disposed session stays closed, so every mount (StrictMode mounts twice) starts its own.
    const mine = make(consultationId, first.current);
    setSession(mine);
    const begin = window.setTimeout(() => mine.start(), 0);
    const forget = onReturn(() => mine.hurry());
    return () => {
      window.clearTimeout(begin);
      forget();
      mine.dispose();
    };
  }, [consultationId]);

  return useSyncExternalStore(session.subscribe, session.snapshot);
}

function make(consultationId: string, options: RoomOptions): RoomSession {
  return new RoomSession(visitWorld(consultationId), options);
}
