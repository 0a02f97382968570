import { describe, expect, it } from "vitest";
import { Connection, type Phase } from "./connection";
import { anEvent, FakeWorld, settle } from "./fakes";
import { Outbox } from "./outbox";
import type { Durable, ServerMessage } from "./protocol";
import { TicketRefused } from "./world";

function aLine(world = new FakeWorld(), outbox = new Outbox()) {
  const heard: ServerMessage[] = [];
  const phases: Phase[] = [];
  let restarts = 0;
  const connection = new Connection(
    world,
    {
      onPhase: (phase) => phases.push(phase),
      onMessage: (message) => heard.push(message),
      onRestart: () => {
        restarts += 1;
      },
    },
    outbox,
  );
  const seqs = () => heard.flatMap((one) => (one.type === "event" ? [one.seq] : []));
  return { world, connection, heard, phases, seqs, restarts: () => restarts };
}

const chat = (client_id: string): Durable => ({ type: "chat", client_id, text: "hello" });

describe("opening", () => {
  it("sends the ticket as a subprotocol and says hello with the last number", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const socket = await world.opened();
    expect(socket.subprotocols).toEqual(["telemed.v1", "ticket.0"]);
    expect(socket.url).not.toContain("ticket.");
    expect(socket.of("hello")).toEqual([{ type: "hello", last_seq: 0 }]);
    expect(connection.phase.name).toBe("open");
  });

  it("connecting twice opens one socket", async () => {
    const { world, connection } = aLine();
    connection.connect();
    connection.connect();
    await world.opened();
    connection.connect();
    expect(world.sockets).toHaveLength(1);
  });

  it.each([["signed_out" as const], ["denied" as const], ["ended" as const]])(
    "a ticket refused for good stops: %s",
    async (because) => {
      const { world, connection } = aLine();
      world.tickets = () => Promise.reject(new TicketRefused(because));
      connection.connect();
      await world.pass(60_000);
      expect(connection.phase).toEqual({ name: "closed", because });
      expect(world.sockets).toHaveLength(0);
    },
  );

  it("a busy server is asked again after the time it names", async () => {
    const { world, connection } = aLine();
    const give = world.tickets;
    world.tickets = () => Promise.reject(new TicketRefused(null, 7_000));
    connection.connect();
    await settle();
    world.tickets = give;
    await world.pass(6_900);
    expect(world.sockets).toHaveLength(0);
    await world.pass(200);
    expect(world.sockets).toHaveLength(1);
  });

  it("a socket that never opens is given up", async () => {
    const { world, connection } = aLine();
    connection.connect();
    await world.pass(20_000);
    expect(world.sockets.length).toBeGreaterThan(1);
  });
});

describe("after a cut", () => {
  it("comes back with a new ticket and the last number, and misses and doubles nothing", async () => {
    const { world, connection, seqs } = aLine();
    connection.connect();
    const first = await world.opened();
    first.serve(anEvent(1));
    first.serve(anEvent(2));
    first.cut();
    await world.pass(1_000);
    const second = await world.opened({ last_seq: 4 });
    expect(second).not.toBe(first);
    expect(second.of("hello")).toEqual([{ type: "hello", last_seq: 2 }]);
    for (const seq of [2, 3, 4, 4]) second.serve(anEvent(seq));
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it("waits longer each time, and at most fifteen seconds", async () => {
    const { world, connection } = aLine();
    connection.connect();
    await settle();
    const waits: number[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const before = world.nowMs;
      const count = world.sockets.length;
      world.socket.cut();
      while (world.sockets.length === count) await world.pass(50);
      waits.push(world.nowMs - before);
    }
    expect(waits[0]).toBeLessThan(500);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
  });

  it("does not wait when told that the network is back", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const first = await world.opened();
    first.cut();
    expect(connection.phase.name).toBe("pausing");
    connection.connect();
    await settle();
    expect(world.sockets).toHaveLength(2);
  });

  it("notices a line that died without a word", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const first = await world.opened();
    await world.pass(24_000);
    expect(first.of("ping").length).toBeGreaterThanOrEqual(2);
    expect(connection.phase.name).toBe("open");
    await world.pass(3_000);
    expect(world.sockets).toHaveLength(2);
    expect(first.closedWith).toBeDefined();
  });

  it("a line that answers pings stays", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const socket = await world.opened();
    for (let turn = 0; turn < 20; turn += 1) {
      await world.pass(10_000);
      socket.serve({ type: "pong" });
    }
    expect(world.sockets).toHaveLength(1);
  });

  it("a late word of an old socket changes nothing", async () => {
    const { world, connection, seqs } = aLine();
    connection.connect();
    const first = await world.opened();
    const { onmessage } = first;
    first.cut();
    await world.pass(1_000);
    await world.opened();
    onmessage?.({ data: JSON.stringify(anEvent(1)) });
    expect(seqs()).toEqual([]);
  });
});

describe("events", () => {
  it("a gap is not shown: the client comes back and asks from the last sure one", async () => {
    const { world, connection, seqs } = aLine();
    connection.connect();
    const first = await world.opened();
    first.serve(anEvent(1));
    first.serve(anEvent(3));
    expect(seqs()).toEqual([1]);
    await world.pass(1_000);
    const second = await world.opened();
    expect(second.of("hello")[0]?.last_seq).toBe(1);
  });

  it("a server whose log is shorter than ours makes the log start over", async () => {
    const { world, connection, seqs, restarts } = aLine();
    connection.connect();
    const first = await world.opened();
    for (const seq of [1, 2, 3]) first.serve(anEvent(seq));
    first.cut();
    await world.pass(1_000);
    await world.opened({ last_seq: 1 });
    expect(restarts()).toBe(1);
    await world.pass(1_000);
    const third = await world.opened({ last_seq: 1 });
    expect(third.of("hello")[0]?.last_seq).toBe(0);
    third.serve(anEvent(1));
    expect(seqs()).toEqual([1, 2, 3, 1]);
  });

  it("frames that are no message are ignored", async () => {
    const { world, connection, heard } = aLine();
    connection.connect();
    const socket = await world.opened();
    const before = heard.length;
    for (const data of ["", "{", "null", '{"type":"future"}', new ArrayBuffer(2)])
      socket.onmessage?.({ data });
    expect(heard).toHaveLength(before);
    expect(connection.phase.name).toBe("open");
  });
});

describe("the outbox", () => {
  it("unacknowledged messages are sent again with the same client id, in order", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const first = await world.opened();
    connection.sendDurable(chat("a"));
    connection.sendDurable(chat("b"));
    first.serve({ type: "ack", client_id: "a", seq: 1, id: "e1" });
    first.cut();
    connection.sendDurable(chat("c"));
    await world.pass(1_000);
    const second = await world.opened();
    expect(second.of("chat").map((one) => one.client_id)).toEqual(["b", "c"]);
  });

  it("an event that carries our client id counts as the lost acknowledgement", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const first = await world.opened();
    connection.sendDurable(chat("a"));
    first.serve(anEvent(1, { client_id: "a" }));
    expect(connection.outbox.messages).toEqual([]);
  });

  it("a refused message is not sent again", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const socket = await world.opened();
    connection.sendDurable(chat("a"));
    socket.serve({ type: "error", code: "x", title: "", detail: "", client_id: "a" });
    expect(connection.outbox.messages).toEqual([]);
  });

  it("survives a reload through what is kept", () => {
    let kept: Durable[] = [];
    const keep = {
      load: () => kept,
      save(now: Durable[]) {
        kept = now;
      },
    };
    new Outbox(keep).add(chat("a"));
    expect(new Outbox(keep).messages).toEqual([chat("a")]);
  });

  it("signals are for now or never", async () => {
    const { world, connection } = aLine();
    expect(connection.send({ type: "typing" })).toBe(false);
    connection.connect();
    const socket = await world.opened();
    expect(connection.send({ type: "typing" })).toBe(true);
    expect(socket.of("typing")).toHaveLength(1);
  });
});

describe("close codes", () => {
  it.each([
    [4403, "removed" as const],
    [4409, "elsewhere" as const],
    [4410, "ended" as const],
    [1000, "left" as const],
  ])("%i stops for good: %s", async (code, because) => {
    const { world, connection } = aLine();
    connection.connect();
    (await world.opened()).cut(code);
    await world.pass(60_000);
    expect(connection.phase).toEqual({ name: "closed", because });
    expect(world.sockets).toHaveLength(1);
  });

  it("1012: a restarting server is asked again at once", async () => {
    const { world, connection } = aLine();
    connection.connect();
    (await world.opened()).cut(1012);
    await world.pass(300);
    expect(world.sockets).toHaveLength(2);
  });

  it("1013: too slow, comes back with the last number", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const first = await world.opened();
    first.serve(anEvent(1));
    first.cut(1013);
    await world.pass(1_000);
    expect((await world.opened()).of("hello")[0]?.last_seq).toBe(1);
  });

  it("4401: a new ticket, and the sign-in page when none is given", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const first = await world.opened();
    world.tickets = () => Promise.reject(new TicketRefused("signed_out"));
    first.cut(4401);
    await world.pass(100);
    expect(connection.phase).toEqual({ name: "closed", because: "signed_out" });
  });

  it("4400: the last number is forgotten", async () => {
    const { world, connection, restarts } = aLine();
    connection.connect();
    const first = await world.opened();
    first.serve(anEvent(1));
    first.cut(4400);
    expect(restarts()).toBe(1);
    await world.pass(100);
    expect((await world.opened()).of("hello")[0]?.last_seq).toBe(0);
  });

  it("a server that keeps refusing our input is not stormed", async () => {
    const { world, connection } = aLine();
    connection.connect();
    for (let turn = 0; turn < 3; turn += 1) {
      (await world.opened()).cut(1008);
      await world.pass(1_000);
    }
    expect(connection.phase).toEqual({ name: "closed", because: "failed" });
    expect(world.sockets).toHaveLength(3);
  });

  it("opened elsewhere can be taken back by hand", async () => {
    const { world, connection } = aLine();
    connection.connect();
    (await world.opened()).cut(4409);
    connection.connect();
    await world.opened();
    expect(connection.phase.name).toBe("open");
  });

  it("leaving says so and stays away", async () => {
    const { world, connection } = aLine();
    connection.connect();
    const socket = await world.opened();
    connection.leave();
    expect(socket.of("leave")).toHaveLength(1);
    await world.pass(60_000);
    expect(connection.phase).toEqual({ name: "closed", because: "left" });
    expect(world.sockets).toHaveLength(1);
  });
});
