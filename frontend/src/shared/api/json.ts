import { problemOf } from "./problem";
import { send } from "./transport";

type Query = Record<string, string | number | boolean | null | undefined>;

export interface Asked {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer's body with its entity tag. */
export interface Tagged<T> {
  data: T;
  etag: string | null;
}

/** One request of the API: throws an ApiProblem for a refusal, an OfflineProblem for silence. */
export async function ask<T>(method: string, path: string, asked: Asked = {}): Promise<Tagged<T>> {
  const url = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(asked.query ?? {}))
    if (value !== null && value !== undefined && value !== "")
      url.searchParams.set(key, String(value));
  const headers = new Headers(asked.headers);
  const init: RequestInit = { method, headers };
  if (asked.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(asked.body);
  }
  const response = await send(new Request(url, init));
  if (!response.ok) throw await problemOf(response);
  const data = response.status === 204 ? undefined : await response.json();
  return { data: data as T, etag: response.headers.get("ETag") };
}

export async function get<T>(path: string, query: Query = {}): Promise<T> {
  return (await ask<T>("GET", path, { query })).data;
}

export async function post<T>(path: string, body?: unknown, headers = {}): Promise<T> {
  return (await ask<T>("POST", path, { body, headers })).data;
}
