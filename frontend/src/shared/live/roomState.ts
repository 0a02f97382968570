import type { Phase } from "./connection";
import type {
  ConsultationFacts,
  Durable,
  Me,
  Participant,
  RoomEvent,
  ServerMessage,
  WaitingInfo,
  Welcome,
} from "./protocol";
import type { Entry, RoomStatus } from "./room";

/** What the server has told us, and what we are telling it. Changed only by the pure functions below. */
export interface RoomState {
  me: Me | null;
  polite: boolean;
  consultation: ConsultationFacts | null;
  participants: Participant[];
  stored: RoomEvent[];
  /** Mine, on the way or refused, oldest first. */
  unsent: Entry[];
  waiting: WaitingInfo | null;
  clockSkewMs: number;
  notice: { code: string; title: string; detail: string } | null;
}

export const emptyRoom: RoomState = {
  me: null,
  polite: true,
  consultation: null,
  participants: [],
  stored: [],
  unsent: [],
  waiting: null,
  clockSkewMs: 0,
  notice: null,
};

export function heard(state: RoomState, message: ServerMessage, nowMs: number): RoomState {
  switch (message.type) {
    case "welcome":
      return welcomed(state, message, nowMs);
    case "presence":
      return present(state, message.participants);
    case "event":
      return happened(state, message);
    case "waiting":
      return { ...state, waiting: message };
    case "error":
      return refused(state, message);
    default:
      return state;
  }
}

function welcomed(state: RoomState, welcome: Welcome, nowMs: number): RoomState {
  return {
    ...state,
    me: welcome.you,
    polite: welcome.polite,
    consultation: welcome.consultation,
    participants: welcome.participants,
    waiting: welcome.you.place === "room" ? null : state.waiting,
    clockSkewMs: Date.parse(welcome.server_time) - nowMs,
    notice: null,
  };
}

function present(state: RoomState, participants: Participant[]): RoomState {
  const mine = participants.find((one) => one.participant_id === state.me?.participant_id);
  const me = state.me && mine ? { ...state.me, place: mine.place } : state.me;
  return { ...state, participants, me, waiting: me?.place === "room" ? null : state.waiting };
}

const STATUS_AFTER: Partial<Record<RoomEvent["kind"], string>> = {
  started: "in_progress",
  ended: "completed",
};

function happened(state: RoomState, event: RoomEvent): RoomState {
  const status = STATUS_AFTER[event.kind];
  return {
    ...state,
    stored: [...state.stored, event],
    unsent: event.client_id
      ? state.unsent.filter((entry) => entry.key !== event.client_id)
      : state.unsent,
    consultation:
      status && state.consultation ? { ...state.consultation, status } : state.consultation,
  };
}

function refused(state: RoomState, error: Extract<ServerMessage, { type: "error" }>): RoomState {
  const { code, title, detail } = error;
  return {
    ...state,
    notice: { code, title, detail },
    unsent: state.unsent.map((entry) =>
      entry.key === error.client_id ? { ...entry, delivery: "refused" } : entry,
    ),
  };
}

/** A chat message appears the moment it is written. Other durable messages have no line of their own. */
export function wrote(state: RoomState, message: Durable, at: string): RoomState {
  if (message.type !== "chat") return { ...state, notice: null };
  const entry: Entry = {
    key: message.client_id,
    seq: null,
    kind: "chat",
    at,
    from: state.me,
    mine: true,
    text: message.text,
    delivery: "sending",
  };
  return { ...state, notice: null, unsent: [...state.unsent, entry] };
}

/** The log starts over from the server; what is still ours to send stays. */
export function restarted(state: RoomState): RoomState {
  return { ...state, stored: [] };
}

export function entriesOf(state: RoomState): Entry[] {
  const mine = state.me?.participant_id;
  const stored = state.stored.map(
    (event): Entry => ({
      key: event.client_id ?? event.id,
      seq: event.seq,
      kind: event.kind,
      at: event.at,
      from: event.from,
      mine: event.from?.participant_id === mine,
      text: event.data?.text ?? "",
      delivery: "stored",
    }),
  );
  return [...stored, ...state.unsent];
}

export function statusOf(phase: Phase, me: Me | null): RoomStatus {
  if (phase.name === "closed") return "closed";
  if (me === null) return "connecting";
  if (phase.name !== "open") return "reconnecting";
  return me.place === "room" ? "live" : "waiting";
}
