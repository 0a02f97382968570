import { api } from "@/shared/api/client";

/** Whose notices this browser shows, so that nobody else's begin when they sign in here. */
const storageKey = "telemed-push";

export type Reach = "ready" | "refused" | "home-screen" | "unsupported";

/** Whether this browser could show notices, and what stands in the way. */
export function reach(): Reach {
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
    return Notification.permission === "denied" ? "refused" : "ready";
  }
  // iPhones and iPads give it to what was added to the home screen only.
  return /iPhone|iPad/.test(navigator.userAgent) ? "home-screen" : "unsupported";
}

async function registration(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register("/sw.js");
  return navigator.serviceWorker.ready;
}

function remember(accountId: string | null): void {
  try {
    if (accountId) localStorage.setItem(storageKey, accountId);
    else localStorage.removeItem(storageKey);
  } catch {
    // Then notices have to be switched on again after the next sign-in.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The browser's subscription under this key; one under another key is of no use any more. */
async function subscription(publicKey: string): Promise<PushSubscription> {
  const { pushManager } = await registration();
  const key = bytesOf(publicKey);
  const present = await pushManager.getSubscription();
  if (present) {
    const known = new Uint8Array(present.options.applicationServerKey ?? new ArrayBuffer(0));
    if (known.length === key.length && known.every((byte, place) => byte === key[place])) {
      return present;
    }
    await present.unsubscribe();
  }
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** Show notices here. False when the person did not allow it. */
export async function startPush(publicKey: string, accountId: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const { endpoint, keys } = (await subscription(publicKey)).toJSON();
  const { p256dh = "", auth = "" } = keys ?? {};
  await api.POST("/api/v1/account/push", {
    body: { endpoint: endpoint ?? "", keys: { p256dh, auth } },
  });
  remember(accountId);
  return true;
}

/** Show no more notices here, whoever asks for them. */
export async function stopPushHere(): Promise<void> {
  remember(null);
  const present = await (await registration()).pushManager.getSubscription();
  await present?.unsubscribe();
}

/**
 * A device shows notices as long as it is signed in: after signing in anew, the same person's go on.
 * Call once per sign-in; it asks nothing of the person, and does nothing where notices were not on.
 */
export async function resumePush(accountId: string): Promise<void> {
  if (remembered() !== accountId || reach() !== "ready") return;
  if (Notification.permission !== "granted") return;
  const { data } = await api.GET("/api/v1/account/push");
  if (data && !data.items.some(({ here }) => here)) await startPush(data.public_key, accountId);
}
