import { useEffect, useReducer, useState } from "react";
import { loadNote, saveNote } from "./api";
import { type Draft, NoteKeeper } from "./noteKeeper";

function draftsOf(visitId: string) {
  const key = `telemed-note-${visitId}`;
  return {
    read(): Draft | null {
      try {
        const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
        return typeof draft?.text === "string" && typeof draft.base === "number" ? draft : null;
      } catch {
        return null;
      }
    },
    write(draft: Draft) {
      try {
        localStorage.setItem(key, JSON.stringify(draft));
      } catch {
        // The text is still in the field, and on its way to the server.
      }
    },
    forget() {
      try {
        localStorage.removeItem(key);
      } catch {
        // Then nothing was stored either.
      }
    },
  };
}

function makeKeeper(visitId: string, onChange: () => void): NoteKeeper {
  return new NoteKeeper(
    {
      load: () => loadNote(visitId),
      save: (text, base) => saveNote(visitId, text, base),
      drafts: draftsOf(visitId),
      after: (ms, then) => {
        const timer = window.setTimeout(then, ms);
        return () => window.clearTimeout(timer);
      },
    },
    onChange,
  );
}

/** The note of a visit, saved while it is written. */
export function useNote(visitId: string): NoteKeeper {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [keeper, setKeeper] = useState(() => makeKeeper(visitId, redraw));
  useEffect(() => {
    const mine = makeKeeper(visitId, redraw);
    setKeeper(mine);
    void mine.open();
    return () => {
      void mine.flush().finally(() => mine.stop());
    };
  }, [visitId]);
  return keeper;
}
