import type { ClosedBecause } from "./room";

/**
 * What to do after the socket closed.
 * `atOnce`: nothing is wrong here, the other end asks us back. `backOff`: wait, longer each time.
 * `strike`: the server refused our input; a few times is bad luck, more is a fault. `restart`: forget the
 * last number and ask for everything. `newTicket`: the ticket was too old; another one, or sign in again.
 */
export type Verdict =
  | { kind: "atOnce" | "backOff" | "strike" | "restart" | "newTicket" }
  | { kind: "stop"; because: ClosedBecause };

const STRIKES = new Set([1003, 1007, 1008, 1009]);

export function verdictOn(code: number, leaving: boolean): Verdict {
  if (leaving) return { kind: "stop", because: "left" };
  if (STRIKES.has(code)) return { kind: "strike" };
  switch (code) {
    case 1000:
      return { kind: "stop", because: "left" };
    case 1012:
      return { kind: "atOnce" };
    case 4400:
      return { kind: "restart" };
    case 4401:
      return { kind: "newTicket" };
    case 4403:
      return { kind: "stop", because: "removed" };
    case 4409:
      return { kind: "stop", because: "elsewhere" };
    case 4410:
      return { kind: "stop", because: "ended" };
    default:
      return { kind: "backOff" };
  }
}

const BASE_MS = 400;
const CAP_MS = 15_000;

/** Milliseconds before try number `attempt` (from 0): doubling, capped, half of it random so that a crowd spreads. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}

/** A server that restarts sheds everybody at the same moment: up to this many ms apart. */
export function atOnceMs(random: number): number {
  return Math.round(300 * random);
}
