import type { ClosedBecause } from "./room";

/** The part of a browser's WebSocket that is used, so that tests can stand in for it. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export interface Ticket {
  url: string;
  subprotocols: string[];
}

/** A ticket was not given. With `because` there is no point in asking again; without, after `retryAfterMs`. */
export class TicketRefused extends Error {
  constructor(
    readonly because: ClosedBecause | null,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`ticket refused: ${because ?? "try again"}`);
  }
}

/** Everything the connection needs from outside. */
export interface World {
  getTicket(): Promise<Ticket>;
  openSocket(url: string, subprotocols: string[]): SocketLike;
  /** Calls back after some ms; the answer cancels. */
  after(ms: number, then: () => void): () => void;
  random(): number;
}
