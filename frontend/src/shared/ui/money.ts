import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

/** A price in minor units (kopecks, cents) as people write it; nothing to pay is said in words. */
export function money(minor: number, currency: string): string {
  if (minor === 0) return t`Free of charge`;
  return new Intl.NumberFormat(i18n.locale === "ru" ? "ru-RU" : "en-GB", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: minor % 100 === 0 ? 0 : 2,
  }).format(minor / 100);
}
