interface Steps {
  /** Time to show that we are here. */
  beat(): void;
  /** Nothing was heard for too long. */
  silent(): void;
}

/** Nothing heard for this many beats: the line is dead, whatever the browser says. */
const SILENT_BEATS = 2.5;

/** Notices a line that died without a word, as behind a sleeping phone or a lost network. */
export class Heartbeat {
  private everyMs = 0;
  private cancelBeat: () => void = () => undefined;
  private cancelSilence: () => void = () => undefined;

  constructor(
    private readonly clock: { after(ms: number, then: () => void): () => void },
    private readonly steps: Steps,
  ) {}

  start(everySeconds: number): void {
    this.everyMs = Math.max(1, everySeconds) * 1000;
    this.heard();
    this.beatLater();
  }

  heard(): void {
    if (this.everyMs === 0) return;
    this.cancelSilence();
    this.cancelSilence = this.clock.after(this.everyMs * SILENT_BEATS, () => this.steps.silent());
  }

  stop(): void {
    this.everyMs = 0;
    this.cancelBeat();
    this.cancelSilence();
  }

  private beatLater(): void {
    this.cancelBeat();
    this.cancelBeat = this.clock.after(this.everyMs, () => {
      this.steps.beat();
      this.beatLater();
    });
  }
}
