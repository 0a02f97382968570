import type {
  ConsultationFacts,
  EventKind,
  Me,
  MediaState,
  Participant,
  Sender,
  WaitingInfo,
} from "./protocol";

/**
 * Where this person is now.
 * `connecting`: before the first welcome. `waiting`: in the waiting room. `live`: in the visit.
 * `reconnecting`: the connection was cut and is coming back by itself; what was known stays on show.
 * `closed`: for good; `closedBecause` says why.
 */
export type RoomStatus = "connecting" | "waiting" | "live" | "reconnecting" | "closed";

/**
 * `ended`: the doctor ended the visit. `left`: this person pressed leave. `removed`: shown out.
 * `elsewhere`: opened in another tab or device (`actions.reconnect()` takes it back).
 * `signed_out`: the session is over. `denied`: there is no such visit for this person, or not now.
 * `failed`: the server refuses what we send; reloading is the only way.
 */
export type ClosedBecause =
  | "ended"
  | "left"
  | "removed"
  | "elsewhere"
  | "signed_out"
  | "denied"
  | "failed";

/** One line of the visit's log: a stored event, or a chat message of mine on its way. */
export interface Entry {
  /** Stable from the moment it is typed until after it is stored: the client id when there is one. */
  key: string;
  seq: number | null;
  kind: EventKind;
  /** RFC 3339, UTC; the sender's clock while `delivery` is not "stored". */
  at: string;
  from: Sender | null;
  mine: boolean;
  text: string;
  delivery: "sending" | "stored" | "refused";
}

/** `blocked`: the person or the browser refused. `missing`: no such device. `busy`: another program has it. */
export type MediaProblem = "blocked" | "missing" | "busy" | "unsupported";

/** `chat`: no media path at all, the conversation goes on in writing. */
export type Link = "idle" | "connecting" | "connected" | "unstable" | "chat";

export interface RemotePeer {
  participantId: string;
  stream: MediaStream | null;
  link: Link;
}

export interface LocalMedia {
  stream: MediaStream | null;
  /** What is being sent now. */
  sending: MediaState;
  problem: MediaProblem | null;
  /** The network was too weak for video, and it was switched off; turning the camera on tries again. */
  steppedDown: boolean;
}

export interface RoomActions {
  /** Returns the client id, or null when there is nothing to send (empty, or over 4,000 characters). */
  sendChat(text: string): string | null;
  typing(): void;
  admit(participantId: string): void;
  end(): void;
  leave(): void;
  /** After `elsewhere`, `left` or `failed`; also hurries a pending reconnection. */
  reconnect(): void;
  setAudio(on: boolean): void;
  setVideo(on: boolean): void;
  /** Another camera or microphone, or asking for permission again. */
  useDevices(devices: DeviceChoice): Promise<void>;
}

export interface DeviceChoice {
  audioDeviceId?: string;
  videoDeviceId?: string;
}

export interface RoomOptions extends DeviceChoice {
  /** Whether to start with the microphone and the camera on. Both false: a chat visit, no permission asked. */
  audio: boolean;
  video: boolean;
}

export interface Room {
  status: RoomStatus;
  closedBecause: ClosedBecause | null;
  me: Me | null;
  consultation: ConsultationFacts | null;
  /** Everybody but those who left, this person included; while waiting: only this person. */
  participants: Participant[];
  /** Those in `participants` who are not this person. */
  others: Participant[];
  entries: Entry[];
  /** Display names of people typing now. */
  typing: string[];
  waiting: WaitingInfo | null;
  local: LocalMedia;
  remotes: RemotePeer[];
  /** The server's clock minus this machine's, ms: add to Date.now() for countdowns. */
  clockSkewMs: number;
  /** The last refusal, in the server's words, for a notice; cleared by the next action. */
  notice: { code: string; title: string; detail: string } | null;
  actions: RoomActions;
}
