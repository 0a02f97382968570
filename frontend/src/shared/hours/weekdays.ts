import { useLingui } from "@lingui/react";

/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1);

/** "Monday" to "Sunday" in the person's language. */
export function useWeekdays(): string[] {
  const { i18n } = useLingui();
  const format = new Intl.DateTimeFormat(i18n.locale, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => {
    const name = format.format(MONDAY + day * 86_400_000);
    return name.charAt(0).toLocaleUpperCase(i18n.locale) + name.slice(1);
  });
}
