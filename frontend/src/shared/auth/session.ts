import { OfflineProblem, problemOf } from "@/shared/api/problem";

/**
 * The web session. The access token lives in memory only; the refresh token is a cookie that no script can read,
 * and each refresh proves its page by the X-CSRF-Token header.
 */
export interface TokenAnswer {
  access_token: string;
  expires_in: number;
  csrf_token?: string | null;
}

export type SessionState = "unknown" | "signed-in" | "signed-out";

let accessToken: string | null = null;
let csrfToken: string | null = null;
let state: SessionState = "unknown";
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export function sessionState(): SessionState {
  return state;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function bearer(): string | null {
  return accessToken;
}

function csrfCookie(): string | null {
  const match = /(?:^|;\s*)telemed_csrf=([^;]*)/.exec(document.cookie);
  return match?.[1] ? decodeURIComponent(match[1]) : null;
}

export function keep(answer: TokenAnswer): void {
  accessToken = answer.access_token;
  csrfToken = answer.csrf_token ?? csrfToken;
  become("signed-in");
}

export function forget(): void {
  accessToken = null;
  csrfToken = null;
  become("signed-out");
}

async function askForToken(): Promise<boolean> {
  const csrf = csrfCookie() ?? csrfToken;
  if (!csrf) {
    forget();
    return false;
  }
  let response: Response;
  try {
    response = await fetch("/api/v1/sessions/refresh", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      body: "{}",
      credentials: "same-origin",
    });
  } catch {
    throw new OfflineProblem();
  }
  if (response.ok) {
    keep((await response.json()) as TokenAnswer);
    return true;
  }
  if (response.status === 429 || response.status >= 500) throw await problemOf(response);
  forget();
  return false;
}

/** Tabs share one refresh cookie, and each use of it changes it: they take turns where the browser can arrange it. */
async function inTurn(): Promise<boolean> {
  if (!("locks" in navigator)) return askForToken();
  return await navigator.locks.request("telemed-refresh", askForToken);
}

/** One refresh at a time: everybody who asks meanwhile shares its answer. False means signed out. */
export function refresh(): Promise<boolean> {
  refreshing ??= inTurn().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Called once when the page opens: takes up the session of an earlier visit, if there is one. */
export async function resume(): Promise<void> {
  try {
    await refresh();
  } catch {
    // Offline at start: show the public pages; the next signed-in request tries again.
    become("signed-out");
  }
}
