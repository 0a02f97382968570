import { describe, expect, it } from "vitest";
import { type Draft, NoteKeeper, type SavedNote, type SaveResult } from "./noteKeeper";

/** A server with one note, whose line can be cut before or after it saved. */
class FakeServer {
  note: SavedNote = { text: "", revision: 0 };
  line: "up" | "down" | "answer lost" = "up";
  saves = 0;

  save(text: string, base: number): SaveResult {
    if (this.line === "down") return { kind: "offline" };
    if (base !== this.note.revision) return { kind: "conflict", theirs: this.note };
    this.saves += 1;
    this.note = { text, revision: base + 1 };
    return this.line === "answer lost"
      ? { kind: "offline" }
      : { kind: "saved", revision: base + 1 };
  }
}

class Desk {
  draft: Draft | null = null;
  private timer: (() => void) | null = null;

  constructor(readonly server = new FakeServer()) {}

  async open(): Promise<NoteKeeper> {
    const keeper = new NoteKeeper(
      {
        load: async () => this.server.note,
        save: async (text, base) => this.server.save(text, base),
        drafts: {
          read: () => this.draft,
          write: (draft) => {
            this.draft = draft;
          },
          forget: () => {
            this.draft = null;
          },
        },
        after: (_ms, then) => {
          this.timer = then;
          return () => {
            this.timer = null;
          };
        },
      },
      () => undefined,
    );
    await keeper.open();
    return keeper;
  }

  async timerRuns(): Promise<void> {
    const run = this.timer;
    this.timer = null;
    run?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

describe("a visit's note", () => {
  it("saves by itself after a pause in typing, once for many keys", async () => {
    const desk = new Desk();
    const keeper = await desk.open();
    for (const text of ["C", "Co", "Cough"]) keeper.write(text);
    expect(keeper.state.kind).toBe("unsaved");
    await desk.timerRuns();
    expect(keeper.state.kind).toBe("saved");
    expect(desk.server.note).toEqual({ text: "Cough", revision: 1 });
    expect(desk.server.saves).toBe(1);
    expect(desk.draft).toBeNull();
  });

  it("unsent text survives a reload", async () => {
    const desk = new Desk();
    const before = await desk.open();
    desk.server.line = "down";
    before.write("Cough for three days");
    before.stop();
    desk.server.line = "up";
    const after = await desk.open();
    expect(after.text).toBe("Cough for three days");
    await desk.timerRuns();
    expect(desk.server.note.text).toBe("Cough for three days");
  });

  it("without a connection it keeps the text and tries again", async () => {
    const desk = new Desk();
    const keeper = await desk.open();
    desk.server.line = "down";
    keeper.write("Fever");
    await desk.timerRuns();
    expect(keeper.state.kind).toBe("offline");
    desk.server.line = "up";
    await desk.timerRuns();
    expect(keeper.state.kind).toBe("saved");
    expect(desk.server.note.text).toBe("Fever");
  });

  it("an answer that was lost is no conflict", async () => {
    const desk = new Desk();
    const keeper = await desk.open();
    desk.server.line = "answer lost";
    keeper.write("Fever");
    await desk.timerRuns();
    desk.server.line = "up";
    await desk.timerRuns();
    expect(keeper.state.kind).toBe("saved");
    expect(desk.server.saves).toBe(1);
  });

  it("another text saved meanwhile is shown beside mine, and neither is lost", async () => {
    const desk = new Desk();
    const keeper = await desk.open();
    desk.server.note = { text: "from the other window", revision: 1 };
    keeper.write("from here");
    await desk.timerRuns();
    expect(keeper.state).toEqual({
      kind: "conflict",
      theirs: { text: "from the other window", revision: 1 },
    });
    expect(keeper.text).toBe("from here");
    expect(desk.draft?.text).toBe("from here");
    expect(desk.server.note.text).toBe("from the other window");
    await keeper.settle("from the other window\n\nfrom here");
    expect(desk.server.note).toEqual({
      text: "from the other window\n\nfrom here",
      revision: 2,
    });
    expect(keeper.state.kind).toBe("saved");
  });

  it("a draft on an older revision opens as a conflict", async () => {
    const desk = new Desk();
    desk.server.note = { text: "newer", revision: 4 };
    desk.draft = { text: "mine", base: 3 };
    const keeper = await desk.open();
    expect(keeper.state.kind).toBe("conflict");
  });

  it("text typed while saving is saved next", async () => {
    const desk = new Desk();
    const keeper = await desk.open();
    keeper.write("a");
    const saving = keeper.flush();
    keeper.write("ab");
    await saving;
    await keeper.flush();
    expect(desk.server.note.text).toBe("ab");
    expect(keeper.state.kind).toBe("saved");
  });
});
