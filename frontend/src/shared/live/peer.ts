import { CandidateBatch } from "./candidates";
import { LinkWatch } from "./linkWatch";
import type { Candidate, Signal } from "./protocol";
import type { Link } from "./room";
import { type Letter, seal, sessionOf, unseal } from "./sdp";

/** What a peer needs from outside. */
export interface PeerWorld {
  createConnection(): RTCPeerConnection;
  send(signal: Signal): void;
  after(ms: number, then: () => void): () => void;
  onChange(): void;
}

const KINDS = ["audio", "video"] as const;

/**
 * The media path to one participant, by perfect negotiation: either side may offer at any time, and when
 * both do, the polite one takes its offer back. A participant whose page was loaded anew is recognised by
 * the session id of their SDP, and met with a fresh connection.
 */
export class Peer {
  stream: MediaStream | null = null;
  private pc: RTCPeerConnection;
  private local: MediaStream | null = null;
  private makingOffer = false;
  private ignoring = false;
  private remoteSession: string | null = null;
  private early: Candidate[] = [];
  private closed = false;
  /** Signals are taken one after another: a candidate must not overtake its description. */
  private queue: Promise<void> = Promise.resolve();
  private readonly batch: CandidateBatch;
  private readonly watch: LinkWatch;

  constructor(
    readonly polite: boolean,
    private readonly world: PeerWorld,
  ) {
    this.batch = new CandidateBatch(world.after, (candidates) => world.send({ candidates }));
    this.watch = new LinkWatch(polite, world.after, {
      restartIce: () => this.restartIce(),
      startOver: () => this.startOver(),
      changed: () => world.onChange(),
    });
    this.pc = this.fresh();
  }

  get link(): Link {
    return this.watch.link;
  }

  get connection(): RTCPeerConnection {
    return this.pc;
  }

  /** What is sent: replaces tracks in place where it can, renegotiates where it must. */
  setLocal(stream: MediaStream | null): void {
    this.local = stream;
    for (const kind of KINDS) {
      const track = stream?.getTracks().find((one) => one.kind === kind) ?? null;
      const sender = this.senderOf(kind);
      if (sender) void sender.replaceTrack(track).catch(() => undefined);
      else if (track && stream) this.pc.addTrack(track, stream);
    }
  }

  receive(signal: Signal): Promise<void> {
    this.queue = this.queue.then(() => this.take(signal)).catch(() => undefined);
    return this.queue;
  }

  /** After a cut of either side's signalling: what was sent meanwhile is lost, so say it again. */
  nudge(): void {
    const { pc } = this;
    if (pc.signalingState === "have-local-offer") this.sendDescription(pc);
    else if (pc.connectionState !== "connected") this.restartIce();
  }

  close(): void {
    this.closed = true;
    this.release();
  }

  private async take(signal: Signal): Promise<void> {
    if (this.closed) return;
    if (signal.description) await this.describe(unseal(signal.description));
    for (const candidate of signal.candidates ?? []) await this.addCandidate(candidate);
  }

  private async describe(letter: Letter): Promise<void> {
    const mine = this.pc.localDescription ? sessionOf(this.pc.localDescription.sdp) : null;
    // Written to a connection that is gone: the one that is here now makes its own offer.
    if (letter.to !== null && letter.to !== mine) return;
    const anew = this.remoteSession !== null && letter.from !== this.remoteSession;
    if (letter.description.type === "offer") await this.offered(letter, anew);
    else if (letter.description.type === "answer" && !anew) await this.answered(letter);
  }

  private async offered({ description, from }: Letter, anew: boolean): Promise<void> {
    if (anew) this.replace();
    const { pc } = this;
    const glare = this.makingOffer || pc.signalingState !== "stable";
    this.ignoring = glare && !this.polite;
    if (this.ignoring) return;
    await pc.setRemoteDescription(description); // takes our own offer back when there is one
    this.remoteSession = from;
    await pc.setLocalDescription();
    this.sendDescription(pc);
    await this.addEarly();
  }

  private async answered({ description, from }: Letter): Promise<void> {
    if (this.pc.signalingState !== "have-local-offer") return;
    this.ignoring = false;
    await this.pc.setRemoteDescription(description);
    this.remoteSession = from;
    await this.addEarly();
  }

  private sendDescription(pc: RTCPeerConnection): void {
    if (pc !== this.pc || !pc.localDescription) return;
    this.world.send({ description: seal(pc.localDescription, this.remoteSession) });
  }

  private async addCandidate(candidate: Candidate): Promise<void> {
    if (this.ignoring) return;
    if (!this.pc.remoteDescription) {
      this.early.push(candidate);
      return;
    }
    // A candidate of a session that is gone is refused by the browser: it never breaks the call.
    await this.pc.addIceCandidate(candidate).catch(() => undefined);
  }

  private async addEarly(): Promise<void> {
    const { early } = this;
    this.early = [];
    for (const candidate of early) await this.addCandidate(candidate);
  }

  private restartIce(): void {
    if (!this.closed && this.pc.signalingState === "stable") this.pc.restartIce();
  }

  /** A fresh connection that offers by itself, because it has something to negotiate. */
  private startOver(): void {
    if (!this.closed) this.replace();
  }

  private replace(): void {
    this.release();
    this.pc = this.fresh();
    this.setLocal(this.local);
  }

  private release(): void {
    const { pc } = this;
    pc.onnegotiationneeded = pc.onicecandidate = pc.ontrack = pc.onconnectionstatechange = null;
    pc.close();
    this.batch.clear();
    this.watch.stop();
    this.early = [];
    this.remoteSession = null;
    this.makingOffer = false;
    this.ignoring = false;
    this.stream = null;
  }

  private fresh(): RTCPeerConnection {
    const pc = this.world.createConnection();
    // One channel that both know without asking: a person with no camera and no microphone connects too.
    pc.createDataChannel("link", { negotiated: true, id: 0 });
    pc.onnegotiationneeded = () => void this.offer(pc).catch(() => undefined);
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.batch.add(wire(candidate));
    };
    pc.ontrack = ({ track }) => {
      this.stream = withTrack(this.stream, track);
      this.world.onChange();
    };
    pc.onconnectionstatechange = () => this.watch.saw(pc.connectionState);
    this.watch.begin();
    return pc;
  }

  private async offer(pc: RTCPeerConnection): Promise<void> {
    this.makingOffer = true;
    try {
      await pc.setLocalDescription();
      this.sendDescription(pc);
    } finally {
      if (pc === this.pc) this.makingOffer = false;
    }
  }

  private senderOf(kind: string): RTCRtpSender | undefined {
    return this.pc
      .getTransceivers()
      .find((one) => one.receiver.track.kind === kind && one.direction.startsWith("send"))?.sender;
  }
}

/** Browsers put more into a candidate's JSON than the protocol carries. */
function wire({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): Candidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

/** A new stream object each time, so that whoever shows it notices. */
function withTrack(stream: MediaStream | null, track: MediaStreamTrack): MediaStream {
  const others = stream?.getTracks().filter((one) => one.kind !== track.kind) ?? [];
  return new MediaStream([...others, track]);
}
