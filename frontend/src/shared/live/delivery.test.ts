import { describe, expect, it } from "vitest";
import { aLine, chat } from "./fakeLine";
import { anEvent } from "./fakes";
import { Outbox } from "./outbox";
import type { Durable } from "./protocol";
import { TicketRefused } from "./world";

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
