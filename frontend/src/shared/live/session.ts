import { Connection, type Phase } from "./connection";
import { type Devices, LocalSource } from "./localMedia";
import { Mesh } from "./mesh";
import { type Keep, Outbox } from "./outbox";
import { type Durable, MAX_CHAT, type ServerMessage } from "./protocol";
import { QualityWatch, sampleOf } from "./quality";
import type { Room, RoomActions, RoomOptions } from "./room";
import {
  emptyRoom,
  entriesOf,
  heard,
  type RoomState,
  restarted,
  statusOf,
  wrote,
} from "./roomState";
import { TypingBoard } from "./typingBoard";
import type { World } from "./world";

export interface SessionWorld extends World {
  createConnection(config: RTCConfiguration): RTCPeerConnection;
  devices: Devices | undefined;
  now(): number;
  newId(): string;
  keep: Keep;
}

const QUALITY_EVERY_MS = 3_000;

/** A person's stay in one visit: connection, media and state in one place, for any view to subscribe to. */
export class RoomSession {
  private state: RoomState = emptyRoom;
  private view: Room;
  private readonly listeners = new Set<() => void>();
  private readonly connection: Connection;
  private readonly mesh: Mesh;
  private readonly local: LocalSource;
  private readonly typing: TypingBoard;
  private readonly quality = new QualityWatch();
  private cancelQuality: () => void = () => undefined;

  constructor(
    private readonly world: SessionWorld,
    private readonly options: RoomOptions,
  ) {
    const outbox = new Outbox(world.keep);
    this.connection = new Connection(
      world,
      {
        onPhase: (phase) => this.moved(phase),
        onMessage: (message) => this.hear(message),
        onRestart: () => this.become(restarted(this.state)),
      },
      outbox,
    );
    this.mesh = new Mesh({
      createConnection: (config) => world.createConnection(config),
      send: (to, signal) => this.connection.send({ type: "signal", to, ...signal }),
      after: (ms, then) => world.after(ms, then),
      onChange: () => this.changed(),
    });
    this.local = new LocalSource(world.devices, options, () => this.mediaChanged());
    this.typing = new TypingBoard(world, () => this.changed());
    for (const message of outbox.messages)
      this.state = wrote(this.state, message, this.timestamp());
    this.view = this.look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Room => this.view;

  start(): void {
    void this.local.start(this.options);
    this.connection.connect();
    this.watchQuality();
  }

  /** Back online, or back in front: do not wait for the pause to pass. */
  hurry(): void {
    this.connection.hurry();
  }

  dispose(): void {
    this.cancelQuality();
    this.connection.dispose();
    this.mesh.close();
    this.local.stop();
    this.typing.clear();
    this.listeners.clear();
  }

  readonly actions: RoomActions = {
    sendChat: (text) => this.sendChat(text),
    typing: () => {
      if (this.typing.mayTell()) this.connection.send({ type: "typing" });
    },
    admit: (participant_id) => {
      this.sendDurable({ type: "admit", client_id: this.world.newId(), participant_id });
    },
    end: () => this.sendDurable({ type: "end", client_id: this.world.newId() }),
    leave: () => this.connection.leave(),
    reconnect: () => {
      if (this.connection.phase.name === "closed") void this.local.start(this.options);
      this.connection.connect();
    },
    setAudio: (on) => void this.local.setAudio(on),
    setVideo: (on) => void this.local.setVideo(on),
    useDevices: (devices) => this.local.useDevices(devices),
  };

  private sendChat(text: string): string | null {
    const said = text.trim();
    if (said.length === 0 || said.length > MAX_CHAT) return null;
    const client_id = this.world.newId();
    this.sendDurable({ type: "chat", client_id, text: said });
    return client_id;
  }

  private sendDurable(message: Durable): void {
    this.become(wrote(this.state, message, this.timestamp()));
    this.connection.sendDurable(message);
  }

  private moved(phase: Phase): void {
    if (phase.name === "closed") {
      this.mesh.close();
      this.local.stop();
    }
    this.changed();
  }

  private hear(message: ServerMessage): void {
    if (message.type === "signal") this.mesh.receive(message.from, message);
    else if (message.type === "typing") this.typing.saw(message.from);
    else this.take(message);
  }

  private take(message: ServerMessage): void {
    this.become(heard(this.state, message, this.world.now()));
    if (message.type === "welcome") {
      this.mesh.setIceServers(message.ice_servers);
      this.meetPeople();
      this.tellMedia();
      this.mesh.nudgeAll();
    } else if (message.type === "presence") this.meetPeople();
  }

  private meetPeople(): void {
    if (this.state.me) this.mesh.sync(this.state.me, this.state.participants);
  }

  private mediaChanged(): void {
    this.mesh.setLocal(this.local.media.stream);
    this.tellMedia();
    this.changed();
  }

  private tellMedia(): void {
    this.connection.send({ type: "media", ...this.local.sending });
  }

  private watchQuality(): void {
    this.cancelQuality = this.world.after(QUALITY_EVERY_MS, () => {
      void this.checkQuality().finally(() => this.watchQuality());
    });
  }

  private async checkQuality(): Promise<void> {
    if (!this.local.sending.video) return;
    const sample = await sampleOf(this.mesh.connections());
    if (this.quality.look(sample)) this.local.stepDown();
  }

  private become(state: RoomState): void {
    this.state = state;
    this.changed();
  }

  private changed(): void {
    this.view = this.look();
    for (const listener of this.listeners) listener();
  }

  private look(): Room {
    const { phase } = this.connection;
    const { me, consultation, participants, waiting, clockSkewMs, notice } = this.state;
    const names = new Map(participants.map((one) => [one.participant_id, one.display_name]));
    return {
      status: statusOf(phase, me),
      closedBecause: phase.name === "closed" ? phase.because : null,
      me,
      consultation,
      participants,
      others: participants.filter((one) => one.participant_id !== me?.participant_id),
      entries: entriesOf(this.state),
      typing: this.typing.now().map((id) => names.get(id) ?? ""),
      waiting,
      local: this.local.media,
      remotes: this.mesh.remotes(),
      clockSkewMs,
      notice,
      actions: this.actions,
    };
  }

  private timestamp(): string {
    return new Date(this.world.now() + this.state.clockSkewMs).toISOString();
  }
}
