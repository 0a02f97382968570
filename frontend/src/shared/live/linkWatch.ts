import type { Link } from "./room";

interface Steps {
  restartIce(): void;
  startOver(): void;
  changed(): void;
}

/** A break shorter than this heals by itself (a change of cell, a lift). */
const PATIENCE_MS = 3_000;
/** A path that has not come about in this time is tried anew, then with longer pauses. */
const DEADLINES_MS = [15_000, 20_000, 40_000];
/** After so many vain tries people are told to go on in writing; the tries go on. */
const TRIES_BEFORE_CHAT = 2;

/** Watches one media path: when to restart ICE, when to begin again, and what to tell the person. */
export class LinkWatch {
  link: Link = "idle";
  private tries = 0;
  private cancelPatience: () => void = () => undefined;
  private cancelDeadline: () => void = () => undefined;

  constructor(
    /** Only the impolite side begins again, so that two watches never work against each other. */
    private readonly polite: boolean,
    private readonly after: (ms: number, then: () => void) => () => void,
    private readonly steps: Steps,
  ) {}

  begin(): void {
    this.become(this.tries >= TRIES_BEFORE_CHAT ? "chat" : "connecting");
    this.awaitPath();
  }

  saw(state: RTCPeerConnectionState): void {
    if (state === "connected") {
      this.stop();
      this.tries = 0;
      this.become("connected");
    } else if (state === "disconnected") {
      this.become("unstable");
      this.cancelPatience();
      this.cancelPatience = this.after(PATIENCE_MS, () => this.steps.restartIce());
    } else if (state === "failed") {
      this.become(this.tries >= TRIES_BEFORE_CHAT ? "chat" : "unstable");
      this.steps.restartIce();
      this.awaitPath();
    }
  }

  stop(): void {
    this.cancelPatience();
    this.cancelDeadline();
  }

  private awaitPath(): void {
    const last = DEADLINES_MS.length - 1;
    this.cancelDeadline();
    this.cancelDeadline = this.after(DEADLINES_MS[Math.min(this.tries, last)] ?? 0, () => {
      this.tries += 1;
      if (this.tries >= TRIES_BEFORE_CHAT) this.become("chat");
      if (this.polite) this.awaitPath();
      else this.steps.startOver();
    });
  }

  private become(link: Link): void {
    if (link === this.link) return;
    this.link = link;
    this.steps.changed();
  }
}
