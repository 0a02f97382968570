import { i18n } from "@lingui/core";

export const minutesOf = (seconds: number) => Math.ceil(seconds / 60);

/** "93 %", the way the reader's language writes it. */
export const shareOf = (share: number) =>
  new Intl.NumberFormat(i18n.locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
