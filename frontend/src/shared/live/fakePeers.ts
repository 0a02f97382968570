/** Stand-ins for WebRTC: enough of JSEP's states that negotiation can go wrong as it does in browsers. */

let lastSession = 1000;
const network = new Map<string, FakePeerConnection>();

export class FakeTrack {
  readonly id = `t${Math.random()}`;
  constructor(readonly kind: "audio" | "video") {}
}

export class FakeStream {
  constructor(private readonly tracks: FakeTrack[]) {}
  getTracks(): FakeTrack[] {
    return this.tracks;
  }
}

interface Transceiver {
  receiver: { track: FakeTrack };
  direction: string;
  sender: { track: FakeTrack | null; replaceTrack(track: FakeTrack | null): Promise<void> };
  /** Part of the last completed negotiation. */
  agreed: boolean;
}

export class FakePeerConnection {
  readonly session: string;
  signalingState = "stable";
  connectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  ontrack: ((event: { track: FakeTrack }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  readonly candidates: object[] = [];
  iceRestarts = 0;
  private readonly transceivers: Transceiver[] = [];
  private needed = false;
  private running = 0;
  private chain: Promise<void> = Promise.resolve();
  private version = 0;

  constructor() {
    lastSession += 1;
    this.session = String(lastSession);
    network.set(this.session, this);
  }

  createDataChannel(): object {
    this.need();
    return {};
  }

  addTrack(track: FakeTrack): void {
    const free = this.transceivers.find(
      (one) => one.receiver.track.kind === track.kind && one.sender.track === null,
    );
    if (free) {
      free.sender.track = track;
      free.direction = "sendrecv";
      free.agreed = false;
    } else this.transceivers.push(transceiver(track.kind, track));
    this.need();
  }

  getTransceivers(): Transceiver[] {
    return this.transceivers;
  }

  setConfiguration(): void {}

  restartIce(): void {
    this.iceRestarts += 1;
    this.need();
  }

  setLocalDescription(): Promise<void> {
    return this.inTurn(() => {
      const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
      this.version += 1;
      const own = this.transceivers.map((one) => one.receiver.track.kind).join(" ");
      const kinds = type === "offer" ? own : this.remoteKinds;
      const sdp = `v=0\r\no=- ${this.session} ${this.version} IN IP4 127.0.0.1\r\na=kinds:${kinds}\r\n`;
      this.localDescription = { type, sdp };
      if (type === "offer") {
        this.needed = false;
        this.signalingState = "have-local-offer";
      } else this.settled();
    });
  }

  setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    return this.inTurn(() => {
      if (description.type === "answer") {
        if (this.signalingState !== "have-local-offer") throw new Error("unexpected answer");
        this.remoteDescription = description;
        this.settled();
        return;
      }
      this.remoteDescription = description;
      this.signalingState = "have-remote-offer"; // an offer of ours is rolled back
      this.needed = false;
    });
  }

  async addIceCandidate(candidate: object): Promise<void> {
    if (!this.remoteDescription) throw new Error("candidate before description");
    this.candidates.push(candidate);
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
    network.delete(this.session);
  }

  get remoteSession(): string | undefined {
    return /o=- (\S+)/.exec(this.remoteDescription?.sdp ?? "")?.[1];
  }

  private get remoteKinds(): string {
    return /a=kinds:(.*)/.exec(this.remoteDescription?.sdp ?? "")?.[1] ?? "";
  }

  goes(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  private settled(): void {
    this.signalingState = "stable";
    for (const one of this.transceivers)
      if (this.remoteKinds.includes(one.receiver.track.kind)) one.agreed = true;
    if (this.transceivers.some((one) => !one.agreed)) this.need();
    const other = network.get(this.remoteSession ?? "");
    if (other?.remoteSession !== this.session || other.signalingState !== "stable") return;
    for (const one of [this, other]) one.goes("connected");
  }

  private need(): void {
    this.needed = true;
    void tick().then(() => this.fireIfNeeded());
  }

  /** As in browsers: never while an operation runs, nor outside the stable state. */
  private fireIfNeeded(): void {
    if (!this.needed || this.running > 0 || this.signalingState !== "stable") return;
    this.onnegotiationneeded?.();
  }

  private inTurn(operation: () => void): Promise<void> {
    this.running += 1;
    const done = this.chain
      .then(tick)
      .then(() => {
        if (this.signalingState === "closed") throw new Error("closed");
        operation();
      })
      .finally(() => {
        this.running -= 1;
        this.fireIfNeeded();
      });
    this.chain = done.catch(() => undefined);
    return done;
  }
}

function transceiver(kind: "audio" | "video", track: FakeTrack | null): Transceiver {
  const sender = {
    track,
    async replaceTrack(next: FakeTrack | null) {
      sender.track = next;
    },
  };
  return { receiver: { track: new FakeTrack(kind) }, direction: "sendrecv", sender, agreed: false };
}

/** Browser operations finish in later turns; that is where glare comes from. */
async function tick(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
}
