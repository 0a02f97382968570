/** Minutes east of UTC that a zone has at an instant, by this browser's table. */
function offsetAt(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return Math.round((wall - instant) / 60_000);
}

/**
 * What staff type on the clinic's clock ("2026-11-24T09:00"), with its offset for the server. The one place that asks
 * the browser's zone table: nothing is shown from it, and the server's preview says the time back before it counts.
 * In an hour that occurs twice it takes the first; in one that is skipped, the time after the jump.
 */
export function withOffset(local: string, zone: string): string {
  const wall = Date.parse(`${local}:00Z`);
  const before = offsetAt(zone, wall - 86_400_000);
  const candidates = [before, offsetAt(zone, wall + 86_400_000)];
  const fits = candidates.find((minutes) => offsetAt(zone, wall - minutes * 60_000) === minutes);
  const offset = fits ?? before;
  const size = Math.abs(offset);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${local}:00${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
