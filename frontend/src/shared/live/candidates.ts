import { type Candidate, MAX_CANDIDATES } from "./protocol";

/** ICE finds candidates in bursts; they travel together. */
const GATHER_MS = 60;

export class CandidateBatch {
  private held: Candidate[] = [];
  private cancel: (() => void) | null = null;

  constructor(
    private readonly after: (ms: number, then: () => void) => () => void,
    private readonly send: (candidates: Candidate[]) => void,
  ) {}

  add(candidate: Candidate): void {
    this.held.push(candidate);
    if (this.held.length >= MAX_CANDIDATES) this.flush();
    else this.cancel ??= this.after(GATHER_MS, () => this.flush());
  }

  clear(): void {
    this.cancel?.();
    this.cancel = null;
    this.held = [];
  }

  private flush(): void {
    const { held } = this;
    this.clear();
    if (held.length > 0) this.send(held);
  }
}
