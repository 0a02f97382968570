import { Peer, type PeerWorld } from "./peer";
import type { IceServer, Me, Participant, Signal } from "./protocol";
import type { RemotePeer } from "./room";

export interface MeshWorld {
  createConnection(config: RTCConfiguration): RTCPeerConnection;
  send(to: string, signal: Signal): void;
  after(ms: number, then: () => void): () => void;
  onChange(): void;
}

/** Who gives way when both offer: never the doctor; between two others the lower id, so that both agree. */
export function isPolite(me: Me, otherId: string, other: Participant | undefined): boolean {
  const iAmDoctor = me.role === "doctor";
  const theyAreDoctor = other === undefined ? !iAmDoctor : other.role === "doctor";
  if (iAmDoctor !== theyAreDoctor) return theyAreDoctor;
  return me.participant_id < otherId;
}

/** One media path to everybody else in the room. */
export class Mesh {
  private readonly peers = new Map<string, Peer>();
  private roster = new Map<string, Participant>();
  private me: Me | null = null;
  private local: MediaStream | null = null;
  private iceServers: IceServer[] = [];

  constructor(private readonly world: MeshWorld) {}

  /** TURN credentials expire: the newest are used from the next connection or ICE restart on. */
  setIceServers(servers: IceServer[]): void {
    this.iceServers = servers;
    for (const peer of this.peers.values()) peer.connection.setConfiguration(this.config());
  }

  sync(me: Me, participants: Participant[]): void {
    const before = this.roster;
    this.me = me;
    this.roster = new Map(
      participants
        .filter((one) => me.place === "room" && one.place === "room")
        .filter((one) => one.participant_id !== me.participant_id)
        .map((one) => [one.participant_id, one]),
    );
    for (const id of [...this.peers.keys()]) if (!this.roster.has(id)) this.forget(id);
    for (const [id, one] of this.roster)
      if (one.connected) this.here(id, before.get(id)?.connected === false);
  }

  receive(from: string, signal: Signal): void {
    if (this.me?.place !== "room") return;
    void (this.peers.get(from) ?? this.meet(from))?.receive(signal);
  }

  setLocal(stream: MediaStream | null): void {
    this.local = stream;
    for (const peer of this.peers.values()) peer.setLocal(stream);
  }

  /** After our own signalling came back. */
  nudgeAll(): void {
    for (const peer of this.peers.values()) peer.nudge();
  }

  close(): void {
    for (const id of [...this.peers.keys()]) this.forget(id);
  }

  connections(): RTCPeerConnection[] {
    return [...this.peers.values()].map((peer) => peer.connection);
  }

  remotes(): RemotePeer[] {
    return [...this.peers].map(([participantId, peer]) => ({
      participantId,
      stream: peer.stream,
      link: peer.link,
    }));
  }

  private here(id: string, cameBack: boolean): void {
    const known = this.peers.get(id);
    if (!known) this.meet(id);
    else if (cameBack) known.nudge();
  }

  private meet(id: string): Peer | null {
    if (!this.me) return null;
    const world: PeerWorld = {
      createConnection: () => this.world.createConnection(this.config()),
      send: (signal) => this.world.send(id, signal),
      after: this.world.after,
      onChange: this.world.onChange,
    };
    const peer = new Peer(isPolite(this.me, id, this.roster.get(id)), world);
    this.peers.set(id, peer);
    peer.setLocal(this.local);
    return peer;
  }

  private forget(id: string): void {
    this.peers.get(id)?.close();
    this.peers.delete(id);
    this.world.onChange();
  }

  private config(): RTCConfiguration {
    const iceServers = this.iceServers.map(({ urls, username, credential }) =>
      username && credential ? { urls, username, credential } : { urls },
    );
    return { iceServers };
  }
}
