import { atOnceMs, backoffMs, type Verdict, verdictOn } from "./closing";
import { Heartbeat } from "./heartbeat";
import { Outbox } from "./outbox";
import {
  type ClientMessage,
  type Durable,
  type Fleeting,
  parseMessage,
  type ServerMessage,
  type Welcome,
} from "./protocol";
import type { ClosedBecause } from "./room";
import { type SocketLike, type Ticket, TicketRefused, type World } from "./world";

export type Phase =
  | { name: "idle" | "ticket" | "opening" | "greeting" | "open" | "pausing" }
  | { name: "closed"; because: ClosedBecause };

export interface Listener {
  onPhase(phase: Phase): void;
  /** Events arrive once each, in order, without gaps; everything else as it came. */
  onMessage(message: ServerMessage): void;
  /** The server's log does not continue ours: drop it, all of it comes again. */
  onRestart(): void;
}

const OPENING_LIMIT_MS = 15_000;
const MAX_STRIKES = 3;

/** One person's line to one live topic: opens, keeps alive, comes back, and says why when it gives up. */
export class Connection {
  phase: Phase = { name: "idle" };
  private socket: SocketLike | null = null;
  private lastSeq = 0;
  private attempt = 0;
  private strikes = 0;
  private leaving = false;
  private staleTickets = 0;
  /** Rises with every try; answers and callbacks of older tries are ignored. */
  private generation = 0;
  private cancelTimer: () => void = () => undefined;
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly world: World,
    private readonly listener: Listener,
    readonly outbox: Outbox = new Outbox(),
  ) {
    this.heartbeat = new Heartbeat(world, {
      beat: () => this.write({ type: "ping" }),
      silent: () => this.pause(),
    });
  }

  /** Opens, or hurries a pause, or comes back after closing. Harmless while a try is under way. */
  connect(): void {
    const { name } = this.phase;
    if (name === "ticket" || name === "opening" || name === "greeting" || name === "open") return;
    this.leaving = false;
    this.strikes = 0;
    void this.open();
  }

  /** Back online, or back in front: a pause need not pass. */
  hurry(): void {
    if (this.phase.name === "pausing") this.connect();
  }

  /** For now or never; false when there is no connection to carry it. */
  send(message: Fleeting): boolean {
    if (this.phase.name !== "open") return false;
    this.write(message);
    return true;
  }

  /** Kept until the server acknowledges it, and sent again after every cut until then. */
  sendDurable(message: Durable): void {
    this.outbox.add(message);
    if (this.phase.name === "open") this.write(message);
  }

  /** Says goodbye to the others and stays away. */
  leave(): void {
    this.send({ type: "leave" });
    this.leaving = true;
    this.stop("left");
  }

  /** Lets go without a word, as when the page goes away; the others see a disconnection. */
  dispose(): void {
    this.drop(1000);
    this.phase = { name: "idle" };
  }

  private async open(): Promise<void> {
    this.drop(1000);
    const mine = this.generation;
    this.become({ name: "ticket" });
    this.cancelTimer = this.world.after(OPENING_LIMIT_MS, () => this.pause());
    let ticket: Ticket;
    try {
      ticket = await this.world.getTicket();
    } catch (error) {
      if (mine === this.generation) this.refused(error);
      return;
    }
    if (mine !== this.generation) return;
    this.become({ name: "opening" });
    this.listen(this.world.openSocket(ticket.url, ticket.subprotocols), mine);
  }

  private refused(error: unknown): void {
    if (!(error instanceof TicketRefused)) this.pause();
    else if (error.because) this.stop(error.because);
    else this.pause(error.retryAfterMs ?? undefined);
  }

  private listen(socket: SocketLike, mine: number): void {
    this.socket = socket;
    const current = () => mine === this.generation;
    socket.onopen = () => {
      if (!current()) return;
      this.become({ name: "greeting" });
      this.write({ type: "hello", last_seq: this.lastSeq });
    };
    socket.onmessage = (event) => {
      if (current()) this.hear(event.data);
    };
    socket.onclose = (event) => {
      if (current()) this.closedWith(event.code);
    };
    socket.onerror = () => undefined; // a close always follows, and it has the code
  }

  private hear(frame: unknown): void {
    this.heartbeat.heard();
    const message = parseMessage(frame);
    if (message === null || message.type === "pong") return;
    if (message.type === "welcome") this.welcomed(message);
    else if (message.type === "event") this.ordered(message);
    else {
      if (message.type === "ack") this.outbox.settle(message.client_id);
      if (message.type === "error" && message.client_id) this.outbox.settle(message.client_id);
      this.listener.onMessage(message);
    }
  }

  private welcomed(welcome: Welcome): void {
    this.cancelTimer();
    this.attempt = 0;
    this.staleTickets = 0;
    if (welcome.you?.place === "room" && welcome.last_seq < this.lastSeq) {
      this.restartLog();
      return;
    }
    this.become({ name: "open" });
    this.listener.onMessage(welcome);
    this.heartbeat.start(welcome.heartbeat_s);
    for (const message of this.outbox.messages) this.write(message);
  }

  private ordered(event: Extract<ServerMessage, { type: "event" }>): void {
    if (event.seq <= this.lastSeq) return;
    if (event.seq !== this.lastSeq + 1) {
      this.pause(); // a gap: come back and ask from the last one that is surely here
      return;
    }
    this.lastSeq = event.seq;
    this.strikes = 0;
    if (event.client_id) this.outbox.settle(event.client_id);
    this.listener.onMessage(event);
  }

  private restartLog(): void {
    this.lastSeq = 0;
    this.listener.onRestart();
    this.pause(0);
  }

  private closedWith(code: number): void {
    const verdict = verdictOn(code, this.leaving);
    if (verdict.kind === "stop") this.stop(verdict.because);
    else this.comeBack(verdict.kind);
  }

  private comeBack(how: Exclude<Verdict["kind"], "stop">): void {
    if (how === "atOnce") this.pause(atOnceMs(this.world.random()));
    else if (how === "restart") this.strike(() => this.restartLog());
    else if (how === "strike") this.strike(() => this.pause());
    else if (how === "newTicket") {
      this.staleTickets += 1;
      this.pause(this.staleTickets === 1 ? 0 : undefined);
    } else this.pause();
  }

  private strike(otherwise: () => void): void {
    this.strikes += 1;
    if (this.strikes >= MAX_STRIKES) this.stop("failed");
    else otherwise();
  }

  private pause(ms: number = backoffMs(this.attempt, this.world.random())): void {
    this.drop(1000);
    this.attempt += 1;
    this.become({ name: "pausing" });
    this.cancelTimer = this.world.after(ms, () => void this.open());
  }

  private stop(because: ClosedBecause): void {
    this.drop(1000);
    if (because === "ended") this.outbox.clear();
    this.become({ name: "closed", because });
  }

  /** Lets go of the socket and every timer; a dead socket may take minutes to notice, so nobody waits for it. */
  private drop(code: number): void {
    this.generation += 1;
    this.cancelTimer();
    this.heartbeat.stop();
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  private become(phase: Phase): void {
    this.phase = phase;
    this.listener.onPhase(phase);
  }

  private write(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }
}
