/** A note as the server has it. Revision 0: nothing was written yet. */
export interface SavedNote {
  text: string;
  revision: number;
}

/** What this browser holds until the server has it. */
export interface Draft {
  text: string;
  /** The revision it was written on top of. */
  base: number;
}

export type SaveResult =
  | { kind: "saved"; revision: number }
  | { kind: "conflict"; theirs: SavedNote }
  | { kind: "offline" }
  | { kind: "refused"; words: string };

export interface NoteWorld {
  load(): Promise<SavedNote>;
  save(text: string, base: number): Promise<SaveResult>;
  drafts: { read(): Draft | null; write(draft: Draft): void; forget(): void };
  after(ms: number, then: () => void): () => void;
}

/**
 * `conflict`: somebody (perhaps this doctor in another window) saved another text meanwhile; both are kept until
 * the doctor decides. `offline`: kept here, tried again by itself. `refused`: kept here, the reason is shown.
 */
export type NoteState =
  | { kind: "loading" }
  | { kind: "unavailable"; error: unknown }
  | { kind: "saved" | "unsaved" | "saving" | "offline" }
  | { kind: "refused"; words: string }
  | { kind: "conflict"; theirs: SavedNote };

const QUIET_MS = 900;
const AGAIN_MS = 5_000;

/** Keeps a visit's note: nothing that was typed is lost, nothing that somebody else saved is overwritten. */
export class NoteKeeper {
  text = "";
  state: NoteState = { kind: "loading" };
  private base = 0;
  private saving: Promise<void> | null = null;
  private stopped = false;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly world: NoteWorld,
    private readonly onChange: () => void,
  ) {}

  async open(): Promise<void> {
    this.become({ kind: "loading" });
    try {
      this.opened(await this.world.load());
    } catch (error) {
      this.become({ kind: "unavailable", error });
    }
  }

  write(text: string): void {
    this.text = text;
    this.world.drafts.write({ text, base: this.base });
    if (this.state.kind !== "conflict") {
      this.become({ kind: "unsaved" });
      this.later(QUIET_MS);
    } else this.onChange();
  }

  /** Saves what is not saved yet, and waits for it: before the visit ends, when the field is left. */
  async flush(): Promise<void> {
    this.cancel();
    await this.saving;
    if (this.state.kind === "unsaved" || this.state.kind === "offline") await this.save();
  }

  /** Settles a conflict with the text the doctor chose; the server's revision is the new ground. */
  async settle(text: string): Promise<void> {
    if (this.state.kind !== "conflict") return;
    this.base = this.state.theirs.revision;
    this.become({ kind: "unsaved" });
    this.write(text);
    await this.flush();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private opened(server: SavedNote): void {
    const draft = this.world.drafts.read();
    this.base = server.revision;
    this.text = draft?.text ?? server.text;
    if (!draft || draft.text === server.text) {
      this.world.drafts.forget();
      this.become({ kind: "saved" });
    } else if (draft.base === server.revision) {
      this.become({ kind: "unsaved" });
      this.later(0);
    } else this.become({ kind: "conflict", theirs: server });
  }

  private later(ms: number): void {
    this.cancel();
    if (!this.stopped) this.cancel = this.world.after(ms, () => void this.save());
  }

  private async save(): Promise<void> {
    if (this.saving) await this.saving;
    if (this.stopped || this.state.kind === "conflict" || this.state.kind === "saved") return;
    this.saving = this.saveOnce().finally(() => {
      this.saving = null;
    });
    await this.saving;
  }

  private async saveOnce(): Promise<void> {
    const sent = this.text;
    this.become({ kind: "saving" });
    const result = await this.world.save(sent, this.base);
    if (result.kind === "saved") this.saved(sent, result.revision);
    else if (result.kind === "conflict") this.conflicted(result.theirs);
    else if (result.kind === "refused") this.become(result);
    else {
      this.become({ kind: "offline" });
      this.later(AGAIN_MS);
    }
  }

  private saved(sent: string, revision: number): void {
    this.base = revision;
    if (this.text === sent) {
      this.world.drafts.forget();
      this.become({ kind: "saved" });
    } else {
      this.world.drafts.write({ text: this.text, base: revision });
      this.become({ kind: "unsaved" });
      this.later(QUIET_MS);
    }
  }

  /** An answer that was lost looks like a conflict with oneself: same text, nothing to decide. */
  private conflicted(theirs: SavedNote): void {
    if (theirs.text === this.text) this.saved(this.text, theirs.revision);
    else this.become({ kind: "conflict", theirs });
  }

  private become(state: NoteState): void {
    this.state = state;
    this.onChange();
  }
}
