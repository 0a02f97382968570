import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

/** "35 min", "1 h 40 min": beyond an hour, five minutes more or less say nothing. */
export function spanOf(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 60) return t`${minutes} min`;
  const rounded = Math.ceil(minutes / 5) * 5;
  const hours = Math.floor(rounded / 60);
  const rest = rounded % 60;
  return rest === 0 ? t`${hours} h` : t`${hours} h ${rest} min`;
}

export const minutesOf = (seconds: number) => Math.ceil(seconds / 60);

/** "93 %", the way the reader's language writes it. */
export const shareOf = (share: number) =>
  new Intl.NumberFormat(i18n.locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
