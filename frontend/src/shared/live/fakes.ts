import { setImmediate } from "node:timers";
import type { ClientMessage, Participant, ServerMessage, Welcome } from "./protocol";
import type { SocketLike, Ticket, World } from "./world";

/** A clock that moves when told; timers due are run in order. */
export class FakeClock {
  nowMs = 0;
  private timers: { at: number; then: () => void }[] = [];

  readonly after = (ms: number, then: () => void): (() => void) => {
    const timer = { at: this.nowMs + ms, then };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };

  /** Lets promises settle between timers, as a browser would. */
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((one) => one !== due);
      this.nowMs = due.at;
      due.then();
      await settle();
    }
    this.nowMs = end;
  }
}

/** Until every promise that can settle by itself has. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: ClientMessage[] = [];
  closedWith: number | undefined;

  constructor(
    readonly url: string,
    readonly subprotocols: string[],
  ) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientMessage);
  }

  close(code?: number): void {
    this.closedWith = code ?? 1005;
  }

  serve(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  cut(code = 1006): void {
    this.onclose?.({ code });
  }

  of<T extends ClientMessage["type"]>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.sent.filter((one): one is Extract<ClientMessage, { type: T }> => one.type === type);
  }
}

/** A world whose sockets the test holds in its hands. */
export class FakeWorld extends FakeClock implements World {
  readonly sockets: FakeSocket[] = [];
  tickets: () => Promise<Ticket> = async () => ({
    url: "/api/v1/live",
    subprotocols: ["telemed.v1", `ticket.${this.sockets.length}`],
  });
  readonly random = () => 0.5;
  readonly getTicket = () => this.tickets();
  readonly openSocket = (url: string, subprotocols: string[]) => {
    const socket = new FakeSocket(url, subprotocols);
    this.sockets.push(socket);
    return socket;
  };

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  async opened(welcome: Partial<Welcome> = {}): Promise<FakeSocket> {
    await settle();
    this.socket.onopen?.();
    this.socket.serve({ ...aWelcome, ...welcome });
    await settle();
    return this.socket;
  }
}

export function aParticipant(id: string, over: Partial<Participant> = {}): Participant {
  return {
    participant_id: id,
    role: "patient",
    display_name: id,
    place: "room",
    connected: true,
    media: { audio: true, video: true },
    ...over,
  };
}

export const aWelcome: Welcome = {
  type: "welcome",
  protocol: "telemed.v1",
  you: { participant_id: "pat", role: "patient", display_name: "Anna", place: "room" },
  consultation: {
    id: "c",
    status: "in_progress",
    starts_at: "2026-11-24T06:40:00Z",
    ends_at: "2026-11-24T07:00:00Z",
    local_start: "2026-11-24T09:40:00+03:00",
    zone: "Europe/Moscow",
    doctor_name: "Dr Orlova",
    patient_name: "Anna",
  },
  participants: [aParticipant("pat"), aParticipant("doc", { role: "doctor" })],
  last_seq: 0,
  ice_servers: [],
  heartbeat_s: 10,
  polite: true,
  server_time: "1970-01-01T00:00:05Z",
};

export function anEvent(seq: number, over: object = {}): ServerMessage {
  return {
    type: "event",
    seq,
    id: `e${seq}`,
    kind: "chat",
    at: "2026-11-24T06:41:00Z",
    from: { participant_id: "doc", role: "doctor", display_name: "Dr Orlova" },
    client_id: null,
    data: { text: `text ${seq}` },
    ...over,
  };
}
