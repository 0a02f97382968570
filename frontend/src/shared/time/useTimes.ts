import { useLingui } from "@lingui/react";
import { useEffect, useState } from "react";
import { relative, running } from "./relative";
import * as words from "./words";

/** The present in milliseconds, read anew every `every` milliseconds. */
export function useNow(every = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

const times = { ...words, relative, running };

/** The time formatters, drawn again when the language changes. */
export function useTimes(): typeof times {
  useLingui();
  return times;
}
