import { describe, expect, it } from "vitest";
import { aLine } from "./fakeLine";
import { anEvent, settle } from "./fakes";
import { TicketRefused } from "./world";

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
