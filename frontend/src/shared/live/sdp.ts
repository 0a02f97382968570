/**
 * The session id of an SDP's origin line (RFC 8866, 5.2): one per RTCPeerConnection, kept through its
 * renegotiations. Another id from the same participant means that their page was loaded anew.
 */
export function sessionOf(sdp: string): string | null {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? null;
}
