import { ApiProblem, problemOf } from "@/shared/api/problem";
import { send } from "@/shared/api/transport";
import { keepInTab } from "./outbox";
import type { ClosedBecause } from "./room";
import type { SessionWorld } from "./session";
import { type SocketLike, type Ticket, TicketRefused, type World } from "./world";

/** Statuses after which asking again gives the same answer. */
const FINAL: Record<number, ClosedBecause> = {
  401: "signed_out",
  403: "denied",
  404: "denied",
  410: "ended",
  422: "denied",
};

async function getTicket(path: string): Promise<Ticket> {
  const request = new Request(new URL(path, window.location.origin), { method: "POST" });
  try {
    const response = await send(request);
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as Ticket;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.slug === "consultation-over") throw new TicketRefused("ended");
    if (error.status === 409) throw new TicketRefused("denied");
    const wait = error.retryAfter === null ? null : error.retryAfter * 1000;
    throw new TicketRefused(FINAL[error.status] ?? null, wait);
  }
}

function openSocket(url: string, subprotocols: string[]): SocketLike {
  const target = new URL(url, window.location.origin);
  target.protocol = target.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(target, subprotocols) as SocketLike;
}

function after(ms: number, then: () => void): () => void {
  const timer = window.setTimeout(then, ms);
  return () => window.clearTimeout(timer);
}

/** The browser, for a line whose tickets come from `ticketPath`. */
export function browserWorld(ticketPath: string): World {
  return {
    getTicket: () => getTicket(ticketPath),
    openSocket,
    after,
    random: Math.random,
  };
}

export function visitWorld(consultationId: string): SessionWorld {
  return {
    ...browserWorld(`/api/v1/consultations/${consultationId}/ticket`),
    createConnection: (config) => new RTCPeerConnection(config),
    // Undefined on plain http pages of other hosts: browsers give devices to secure pages only.
    devices: navigator.mediaDevices as MediaDevices | undefined,
    now: () => Date.now(),
    newId: () => randomId(),
    keep: keepInTab(`telemed-outbox-${consultationId}`, window.sessionStorage),
  };
}

/** 128 random bits; `crypto.randomUUID` is missing on insecure pages. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Calls back when waiting any longer makes no sense: the network is back, or the page is looked at again. */
export function onReturn(callback: () => void): () => void {
  const ifVisible = () => {
    if (document.visibilityState === "visible") callback();
  };
  window.addEventListener("online", callback);
  document.addEventListener("visibilitychange", ifVisible);
  return () => {
    window.removeEventListener("online", callback);
    document.removeEventListener("visibilitychange", ifVisible);
  };
}
