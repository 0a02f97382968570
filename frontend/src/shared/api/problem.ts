/** An RFC 9457 problem as the server sends it; `slug` is the stable end of its type. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly slug: string;
  readonly title: string;
  readonly detail: string;
  readonly retryAfter: number | null;
  /** Members beside the standard ones, such as `alternatives` or `reason_code`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>, retryAfter: number | null = null) {
    const text = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : "");
    super(text("title") || `HTTP ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.slug = text("type").split(":").at(-1) ?? "";
    this.title = text("title");
    this.detail = text("detail");
    this.retryAfter = retryAfter;
    const { type: _t, title: _n, status: _s, detail: _d, instance: _i, ...members } = body;
    this.members = members;
  }
}

/** The request never got an answer: no connection, or it was cut. */
export class OfflineProblem extends Error {
  constructor() {
    super("no answer from the server");
    this.name = "OfflineProblem";
  }
}

export function isProblem(error: unknown, slug?: string): error is ApiProblem {
  return error instanceof ApiProblem && (slug === undefined || error.slug === slug);
}

export function hasStatus(error: unknown, status: number): error is ApiProblem {
  return error instanceof ApiProblem && error.status === status;
}

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header !== null && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Reads a failed answer, whatever its body turns out to be. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: unknown = null;
  try {
    body = await response.json();
  } catch {
    // A proxy's HTML page or a cut body: the status alone has to speak.
  }
  const known = typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
  return new ApiProblem(
    response.status,
    known as Record<string, unknown>,
    seconds(response.headers.get("Retry-After")),
  );
}
