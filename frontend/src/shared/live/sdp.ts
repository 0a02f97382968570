import type { Description } from "./protocol";

/*
 * An SDP's origin line (RFC 8866, 5.2) has an id that is one per RTCPeerConnection and stays through its
 * renegotiations: another id from the same participant means that their page was loaded anew. On the way out
 * a line of our own says which of their connections a description was written for, so that one which was
 * overtaken by a reload is known for stale.
 */
const MEANT_FOR = "a=x-telemed-for:";

/** A description as it travels. */
export interface Letter {
  description: Description;
  /** The connection it comes from. */
  from: string;
  /** The connection it is meant for; null: whichever is there. */
  to: string | null;
}

export function sessionOf(sdp: string): string {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? "";
}

export function seal(description: { type: string; sdp: string }, to: string | null): Description {
  const type = description.type as Description["type"];
  const sdp = description.sdp.endsWith("\n") ? description.sdp : `${description.sdp}\r\n`;
  return { type, sdp: to === null ? sdp : `${sdp}${MEANT_FOR}${to}\r\n` };
}

export function unseal({ type, sdp }: Description): Letter {
  const to = /^a=x-telemed-for:(\S+)/m.exec(sdp)?.[1] ?? null;
  const bare = sdp.replace(/^a=x-telemed-for:\S*\r?\n/gm, "");
  return { description: { type, sdp: bare }, from: sessionOf(sdp), to };
}
