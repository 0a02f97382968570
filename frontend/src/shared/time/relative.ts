import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

/** Unit, its length, and the distance from which it is precise enough: "in 93 minutes" rather than "in 1 hour". */
const steps: readonly [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["day", 86_400_000, 2 * 86_400_000],
  ["hour", 3_600_000, 3 * 3_600_000],
  ["minute", 60_000, 60_000],
  ["second", 1000, 0],
];

/** "in 3 hours", "2 days ago", "in 30 seconds"; rounded down, so it never promises less time than is left. */
export function relative(instant: number, now: number): string {
  const formatter = new Intl.RelativeTimeFormat(i18n.locale || "en", { numeric: "always" });
  const distance = instant - now;
  const ahead = Math.trunc(distance / 60_000);
  if (ahead > 99 && ahead < 180) {
    const minutes = ahead % 60;
    const hours = (ahead - minutes) / 60;
    return t`in ${hours} h ${minutes} min`;
  }
  const [unit, size] = steps.find(([, , from]) => Math.abs(distance) >= from) ?? [
    "second",
    1000,
    0,
  ];
  return formatter.format(Math.trunc(distance / size), unit);
}

/** "4:07" or "1:02:03" for a running duration in milliseconds. */
export function running(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(total % 60)}`
    : `${minutes}:${two(total % 60)}`;
}
