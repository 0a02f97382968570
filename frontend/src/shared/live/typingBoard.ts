interface Clock {
  now(): number;
  after(ms: number, then: () => void): () => void;
}

/** "Is typing" fades this long after the last sign of it. */
const FADES_MS = 4_000;
/** And is told to others this often at most. */
const TELL_EVERY_MS = 2_000;

export class TypingBoard {
  private readonly people = new Map<string, () => void>();
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {}

  saw(participantId: string): void {
    this.people.get(participantId)?.();
    this.people.set(
      participantId,
      this.clock.after(FADES_MS, () => {
        this.people.delete(participantId);
        this.onChange();
      }),
    );
    this.onChange();
  }

  mayTell(): boolean {
    const now = this.clock.now();
    if (now - this.toldAt < TELL_EVERY_MS) return false;
    this.toldAt = now;
    return true;
  }

  now(): string[] {
    return [...this.people.keys()];
  }

  clear(): void {
    for (const cancel of this.people.values()) cancel();
    this.people.clear();
  }
}
