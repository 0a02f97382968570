import { api } from "@/shared/api/client";

export interface NetworkReport {
  /** Milliseconds to the service and back. */
  roundTrip: number;
  /** Whether a video connection has a way out: directly, through a relay, or none was found. */
  way: "direct" | "relay" | "none";
}

const gatherFor = 6000;

/** The kind of an ICE candidate: `host` is this machine alone, `srflx` its public address, `relay` a TURN server. */
export function candidateKind(candidate: string): string | null {
  return / typ (host|srflx|prflx|relay)\b/.exec(candidate)?.[1] ?? null;
}

/** Which way a call can take, judged by the candidates found and the servers there were to find them with. */
export function wayFrom(
  kinds: ReadonlySet<string>,
  hasRelay: boolean,
  hasStun: boolean,
): NetworkReport["way"] {
  if (kinds.has("srflx") || (kinds.has("host") && !hasStun && !hasRelay)) return "direct";
  if (kinds.has("relay")) return "relay";
  return "none";
}

async function gather(servers: RTCIceServer[]): Promise<Set<string>> {
  const connection = new RTCPeerConnection({ iceServers: servers });
  const kinds = new Set<string>();
  try {
    const done = new Promise<void>((resolve) => {
      setTimeout(resolve, gatherFor);
      connection.onicecandidate = ({ candidate }) => {
        if (!candidate) return resolve();
        const kind = candidateKind(candidate.candidate);
        if (kind) kinds.add(kind);
      };
    });
    connection.createDataChannel("check");
    await connection.setLocalDescription(await connection.createOffer());
    await done;
  } finally {
    connection.close();
  }
  return kinds;
}

/** Asks the service for its relays and sees whether they can be reached from here. */
export async function checkNetwork(): Promise<NetworkReport> {
  const from = performance.now();
  const { data } = await api.GET("/api/v1/ice-servers");
  const roundTrip = Math.round(performance.now() - from);
  const servers = (data?.ice_servers ?? []).map(({ urls, username, credential }) => ({
    urls,
    ...(username ? { username } : {}),
    ...(credential ? { credential } : {}),
  }));
  const urls = servers.flatMap((server) => server.urls);
  const has = (scheme: string) => urls.some((url) => url.startsWith(scheme));
  const kinds = await gather(servers);
  return { roundTrip, way: wayFrom(kinds, has("turn"), has("stun")) };
}
