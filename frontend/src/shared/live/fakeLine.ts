import { Connection, type Phase } from "./connection";
import { FakeWorld } from "./fakes";
import { Outbox } from "./outbox";
import type { Durable, ServerMessage } from "./protocol";

/** A connection in a fake world, with what it told its listener. */
export function aLine(world = new FakeWorld(), outbox = new Outbox()) {
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

export const chat = (client_id: string): Durable => ({ type: "chat", client_id, text: "hello" });
