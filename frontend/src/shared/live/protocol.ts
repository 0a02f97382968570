/** The messages of `telemed.v1`, the live socket. The server's AsyncAPI document is the other half. */

export type Role = "patient" | "representative" | "doctor" | "interpreter" | "guest";
export type Place = "waiting" | "room" | "left" | "removed";

export interface MediaState {
  audio: boolean;
  video: boolean;
}

export interface Participant {
  participant_id: string;
  role: Role;
  display_name: string;
  place: Place;
  connected: boolean;
  media: MediaState;
}

export interface Me {
  participant_id: string;
  role: Role;
  display_name: string;
  place: Place;
}

export interface ConsultationFacts {
  id: string;
  status: string;
  starts_at: string;
  ends_at: string;
  local_start: string;
  zone: string;
  doctor_name: string;
  patient_name: string | null;
}

export interface IceServer {
  urls: string[];
  username?: string | null;
  credential?: string | null;
}

export interface Sender {
  participant_id: string;
  role: Role;
  display_name: string;
}

export type EventKind = "chat" | "joined" | "admitted" | "left" | "started" | "ended";

export interface RoomEvent {
  seq: number;
  id: string;
  kind: EventKind;
  at: string;
  from: Sender | null;
  client_id: string | null;
  data: { text?: string; [key: string]: unknown };
}

export interface Description {
  type: "offer" | "answer" | "rollback";
  sdp: string;
}

export interface Candidate {
  candidate?: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

export interface Signal {
  description?: Description;
  candidates?: Candidate[];
}

export interface WaitingInfo {
  position: number;
  ahead: number;
  doctor_present: boolean;
  waited_s: number;
}

/** Messages that the server stores and acknowledges; they carry a client id and are resent until then. */
export type Durable =
  | { type: "chat"; client_id: string; text: string }
  | { type: "admit"; client_id: string; participant_id: string }
  | { type: "end"; client_id: string };

/** Messages for now or never: lost when there is no connection. */
export type Fleeting =
  | ({ type: "signal"; to: string } & Signal)
  | { type: "media"; audio: boolean; video: boolean }
  | { type: "typing" }
  | { type: "leave" };

export type ClientMessage =
  | { type: "hello"; last_seq: number | null }
  | { type: "ping" }
  | Durable
  | Fleeting;

export interface Welcome {
  type: "welcome";
  protocol: "telemed.v1";
  you: Me;
  consultation: ConsultationFacts;
  participants: Participant[];
  last_seq: number;
  ice_servers: IceServer[];
  heartbeat_s: number;
  polite: boolean;
  server_time: string;
}

export type ServerMessage =
  | Welcome
  | ({ type: "event" } & RoomEvent)
  | { type: "ack"; client_id: string; seq: number; id: string }
  | ({ type: "signal"; from: string } & Signal)
  | { type: "typing"; from: string }
  | { type: "presence"; participants: Participant[] }
  | ({ type: "waiting" } & WaitingInfo)
  | { type: "desk"; waiting_count: number; changed_at: string }
  | { type: "queue"; changed_at: string }
  | { type: "inbox"; unread: number; latest_at: string | null }
  | { type: "error"; code: string; title: string; detail: string; client_id: string | null }
  | { type: "pong" };

export const MAX_CHAT = 4000;
export const MAX_CANDIDATES = 32;

const SERVER_TYPES: ReadonlySet<string> = new Set([
  "welcome",
  "event",
  "ack",
  "signal",
  "typing",
  "presence",
  "waiting",
  "desk",
  "queue",
  "inbox",
  "error",
  "pong",
]);

/** The message in a text frame, or null: a newer server may send types this client does not know. */
export function parseMessage(frame: unknown): ServerMessage | null {
  if (typeof frame !== "string") return null;
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  return SERVER_TYPES.has(String(value.type)) ? (value as ServerMessage) : null;
}
