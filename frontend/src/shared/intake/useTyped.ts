import { useEffect, useState } from "react";
import type { Typed } from "./flow";

function load(key: string): Typed {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    return typeof stored === "object" && stored !== null ? (stored as Typed) : {};
  } catch {
    return {};
  }
}

/** What was answered so far: it survives a reload, an expired hold and another time, and is gone with the tab. */
export function useTyped(key: string): [Typed, (id: string, value: string | string[]) => void] {
  const [typed, setTyped] = useState(() => load(key));
  useEffect(() => {
    try {
      sessionStorage.setItem(key, JSON.stringify(typed));
    } catch {
      // Without storage the answers live as long as the page.
    }
  }, [key, typed]);
  return [typed, (id, value) => setTyped((before) => ({ ...before, [id]: value }))];
}
