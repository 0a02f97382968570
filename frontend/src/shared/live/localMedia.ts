import type { MediaState } from "./protocol";
import type { DeviceChoice, LocalMedia, MediaProblem } from "./room";

const PROBLEMS: Record<string, MediaProblem> = {
  NotAllowedError: "blocked",
  SecurityError: "blocked",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export function problemOf(error: unknown): MediaProblem {
  return (error instanceof Error && PROBLEMS[error.name]) || "unsupported";
}

/** The browser's devices, as far as they are used. */
export type Devices = Pick<MediaDevices, "getUserMedia">;

type Kind = keyof MediaState;

/** This person's camera and microphone: asked for when wanted, let go (lamp off) when not. */
export class LocalSource {
  private tracks: Partial<Record<Kind, MediaStreamTrack>> = {};
  private stream: MediaStream | null = null;
  private problem: MediaProblem | null = null;
  private steppedDown = false;
  private stopped = false;

  constructor(
    private readonly devices: Devices | undefined,
    private choice: DeviceChoice,
    private readonly onChange: () => void,
  ) {}

  get media(): LocalMedia {
    const { stream, problem, steppedDown } = this;
    return { stream, sending: this.sending, problem, steppedDown };
  }

  get sending(): MediaState {
    return { audio: this.tracks.audio?.enabled === true, video: this.tracks.video !== undefined };
  }

  /** Both at once when both are wanted, so that people are asked once; one alone when the other fails. */
  async start(wanted: MediaState): Promise<void> {
    this.stopped = false;
    const kinds = (["audio", "video"] as const).filter((kind) => wanted[kind]);
    if (kinds.length === 0) return;
    if (await this.acquire(kinds)) return;
    const first = this.problem;
    if (kinds.length === 2 && first !== "unsupported") {
      for (const kind of kinds) await this.acquire([kind]);
      this.problem = first;
      this.onChange();
    }
  }

  async setAudio(on: boolean): Promise<void> {
    const track = this.tracks.audio;
    if (track) {
      track.enabled = on;
      this.changed();
    } else if (on) await this.acquire(["audio"]);
  }

  async setVideo(on: boolean): Promise<void> {
    this.steppedDown = false;
    if (!on) this.letGo("video");
    else if (!this.tracks.video) await this.acquire(["video"]);
  }

  /** The network cannot carry video: sound and writing go on. */
  stepDown(): void {
    this.steppedDown = true;
    this.letGo("video");
  }

  async useDevices(choice: DeviceChoice): Promise<void> {
    this.choice = { ...this.choice, ...choice };
    const muted = this.tracks.audio?.enabled === false;
    const kinds = (["audio", "video"] as const).filter(
      (kind) => choice[`${kind}DeviceId`] || this.tracks[kind],
    );
    await this.acquire(kinds.length > 0 ? kinds : ["audio", "video"]);
    if (muted && this.tracks.audio) await this.setAudio(false);
  }

  stop(): void {
    this.stopped = true;
    for (const track of Object.values(this.tracks)) track.stop();
    this.tracks = {};
    this.stream = null;
  }

  private async acquire(kinds: readonly Kind[]): Promise<boolean> {
    try {
      if (!this.devices) throw new TypeError("no media devices");
      this.adopt(await this.devices.getUserMedia(this.constraints(kinds)));
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
    }
    this.changed();
    return this.problem === null;
  }

  private constraints(kinds: readonly Kind[]): MediaStreamConstraints {
    const device = (id: string | undefined) => (id ? { deviceId: { ideal: id } } : {});
    return {
      audio: kinds.includes("audio") && {
        echoCancellation: true,
        noiseSuppression: true,
        ...device(this.choice.audioDeviceId),
      },
      video: kinds.includes("video") && {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        ...device(this.choice.videoDeviceId),
      },
    };
  }

  private adopt(found: MediaStream): void {
    for (const track of found.getTracks()) {
      const kind = track.kind as Kind;
      if (this.stopped) {
        track.stop();
        continue;
      }
      this.tracks[kind]?.stop();
      this.tracks[kind] = track;
      track.onended = () => this.lost(kind, track);
    }
  }

  private lost(kind: Kind, track: MediaStreamTrack): void {
    if (this.tracks[kind] !== track) return;
    this.problem = "missing";
    this.letGo(kind);
  }

  private letGo(kind: Kind): void {
    this.tracks[kind]?.stop();
    delete this.tracks[kind];
    this.changed();
  }

  private changed(): void {
    if (this.stopped) return;
    const tracks = Object.values(this.tracks);
    this.stream = tracks.length > 0 ? new MediaStream(tracks) : null;
    this.onChange();
  }
}
