/** A way back inside this app; anything that could lead elsewhere is dropped. */
export function safeNext(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\/(?![/\\])/.test(value)) return undefined;
  try {
    return new URL(value, window.location.origin).origin === window.location.origin
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
