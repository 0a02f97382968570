import { safeNext } from "@/shared/auth/next";

/*
 * What may stand after the "?" of each address. Anything else, or of another kind, is dropped: an address is typed,
 * cut by a messenger, and kept as a bookmark for years.
 */
type Raw = Record<string, unknown>;

function text(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  // The router reads ?q=42 as a number; people do search for numbers.
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function oneOf<T extends string>(raw: Raw, key: string, values: readonly T[]): T | undefined {
  return values.find((value) => value === raw[key]);
}

/** Without the members that are undefined, so that addresses stay short. */
function compact<T extends Raw>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

export const modalities = ["video", "audio", "chat"] as const;
export const partsOfDay = ["morning", "afternoon", "evening"] as const;
export const registrationSteps = ["contact", "person", "agree"] as const;

export const findSearch = (raw: Raw) =>
  compact({
    specialty: text(raw, "specialty"),
    q: text(raw, "q"),
    language: text(raw, "language"),
    modality: oneOf(raw, "modality", modalities),
    part: oneOf(raw, "part", partsOfDay),
    from: text(raw, "from"),
  });

export const doctorSearch = (raw: Raw) => compact({ service: text(raw, "service") });

export const soonestSearch = (raw: Raw) =>
  compact({
    specialty: text(raw, "specialty"),
    language: text(raw, "language"),
    modality: oneOf(raw, "modality", modalities),
    part: oneOf(raw, "part", partsOfDay),
    from: text(raw, "from"),
  });

export const courseSearch = (raw: Raw) =>
  compact({ doctor: text(raw, "doctor"), service: text(raw, "service") });

export const nowSearch = (raw: Raw) =>
  compact({ service: text(raw, "service"), q: text(raw, "q") });

export const bookSearch = (raw: Raw) =>
  compact({
    doctor: text(raw, "doctor"),
    service: text(raw, "service"),
    start: text(raw, "start"),
    modality: oneOf(raw, "modality", modalities),
    q: text(raw, "q"),
  });

export const entrySearch = (raw: Raw) =>
  compact({ next: safeNext(raw.next), login: text(raw, "login") });

export const registerSearch = (raw: Raw) =>
  compact({ next: safeNext(raw.next), step: oneOf(raw, "step", registrationSteps) });

export const confirmSearch = (raw: Raw) =>
  compact({ id: text(raw, "id"), next: safeNext(raw.next) });

export const resetSearch = (raw: Raw) => compact({ token: text(raw, "token") });

export const wishSearch = (raw: Raw) =>
  compact({
    visit: text(raw, "visit"),
    service: text(raw, "service"),
    doctor: text(raw, "doctor"),
  });

export const visitSearch = (raw: Raw) =>
  compact({ news: oneOf(raw, "news", ["booked", "moved"] as const) });

export const intakeSearch = (raw: Raw) => compact({ q: text(raw, "q") });

export const mailboxSearch = (raw: Raw) => compact({ to: text(raw, "to") });

export const absenceSearch = (raw: Raw) =>
  compact({ doctor: text(raw, "doctor"), from: text(raw, "from"), to: text(raw, "to") });

export const messagesSearch = (raw: Raw) =>
  compact({ show: oneOf(raw, "show", ["calls", "dead", "all"] as const) });

const aDay = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export const weekSearch = (raw: Raw) =>
  compact({
    day: aDay.test(String(raw.day)) ? String(raw.day) : undefined,
    show: oneOf(raw, "show", ["week", "day"] as const),
    specialty: text(raw, "specialty"),
    doctor: text(raw, "doctor"),
    status: text(raw, "status"),
  });
