import { describe, expect, it } from "vitest";
import { FakePeerConnection } from "./fakePeers";
import { anEvent, aParticipant, aWelcome, FakeWorld } from "./fakes";
import type { Durable } from "./protocol";
import { RoomSession, type SessionWorld } from "./session";

class Stay extends FakeWorld implements SessionWorld {
  kept: Durable[] = [];
  private ids = 0;
  readonly devices = undefined;
  readonly keep = {
    load: () => this.kept,
    save: (messages: Durable[]) => {
      this.kept = messages;
    },
  };
  readonly createConnection = () => new FakePeerConnection() as unknown as RTCPeerConnection;
  readonly now = () => this.nowMs;
  readonly newId = () => {
    this.ids += 1;
    return `mine-${this.ids}`;
  };
}

const silent = { audio: false, video: false };
const waitingMe = { ...aWelcome.you, place: "waiting" } as const;

function enter(world = new Stay()) {
  const session = new RoomSession(world, silent);
  session.start();
  return { world, session, room: () => session.snapshot() };
}

describe("a stay in the room", () => {
  it("goes from connecting over the waiting room into the visit", async () => {
    const { world, room } = enter();
    expect(room().status).toBe("connecting");
    const socket = await world.opened({ you: waitingMe, participants: [] });
    socket.serve({ type: "waiting", position: 2, ahead: 1, doctor_present: false, waited_s: 60 });
    expect(room()).toMatchObject({ status: "waiting", waiting: { position: 2, ahead: 1 } });
    socket.serve({ type: "presence", participants: aWelcome.participants });
    expect(room()).toMatchObject({ status: "live", waiting: null });
    expect(room().others.map((one) => one.participant_id)).toEqual(["doc"]);
  });

  it("keeps what is known on show while it comes back", async () => {
    const { world, room } = enter();
    const socket = await world.opened();
    socket.serve(anEvent(1));
    socket.cut();
    expect(room()).toMatchObject({ status: "reconnecting", closedBecause: null });
    expect(room().entries).toHaveLength(1);
    await world.pass(1_000);
    await world.opened({ last_seq: 1 });
    expect(room().status).toBe("live");
  });

  it("shows a message at once, and keeps its line when it is stored", async () => {
    const { world, session, room } = enter();
    const socket = await world.opened();
    session.actions.sendChat("  Good day ");
    const [line] = room().entries;
    expect(line).toMatchObject({ text: "Good day", mine: true, delivery: "sending" });
    const from = { participant_id: "pat", role: "patient", display_name: "Anna" };
    socket.serve(anEvent(1, { client_id: line?.key, from, data: { text: "Good day" } }));
    expect(room().entries).toHaveLength(1);
    expect(room().entries[0]).toMatchObject({ key: line?.key, delivery: "stored", mine: true });
  });

  it("says when a message was refused", async () => {
    const { world, session, room } = enter();
    const socket = await world.opened();
    const id = session.actions.sendChat("x");
    socket.serve({ type: "error", code: "flood", title: "Too fast", detail: "", client_id: id });
    expect(room().entries[0]?.delivery).toBe("refused");
    expect(room().notice?.title).toBe("Too fast");
  });

  it.each(["", "   ", "x".repeat(4001)])("does not send what cannot be stored", async (text) => {
    const { world, session } = enter();
    const socket = await world.opened();
    expect(session.actions.sendChat(text)).toBeNull();
    expect(socket.of("chat")).toHaveLength(0);
  });

  it("after a reload sends what was not acknowledged, under its old id", async () => {
    const world = new Stay();
    const before = enter(world);
    await world.opened();
    const id = before.session.actions.sendChat("written before the reload");
    before.session.dispose();
    const after = enter(world);
    expect(after.room().entries[0]).toMatchObject({ delivery: "sending" });
    const socket = await world.opened();
    expect(socket.of("chat").map((one) => one.client_id)).toEqual([id]);
  });

  it("says who types, and forgets it", async () => {
    const { world, room } = enter();
    const socket = await world.opened({
      participants: [aParticipant("pat"), aParticipant("doc", { display_name: "Dr Orlova" })],
    });
    socket.serve({ type: "typing", from: "doc" });
    expect(room().typing).toEqual(["Dr Orlova"]);
    await world.pass(5_000);
    expect(room().typing).toEqual([]);
  });

  it("without devices the visit goes on in writing", async () => {
    const world = new Stay();
    const session = new RoomSession(world, { audio: true, video: true });
    session.start();
    await world.opened();
    expect(session.snapshot().local.problem).toBe("unsupported");
    expect(session.snapshot().status).toBe("live");
  });

  it("measures the server's clock against this machine's", async () => {
    const { world, room } = enter();
    await world.opened();
    expect(room().clockSkewMs).toBe(5_000);
  });

  it("the end closes the room for good", async () => {
    const { world, room } = enter();
    const socket = await world.opened();
    socket.serve(anEvent(1, { kind: "ended", data: {} }));
    socket.cut(4410);
    expect(room()).toMatchObject({ status: "closed", closedBecause: "ended" });
    expect(room().consultation?.status).toBe("completed");
  });
});
