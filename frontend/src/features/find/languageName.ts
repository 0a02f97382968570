import { i18n } from "@lingui/core";

/** "Russian", "по-русски": what a language is called, in the language of the page. */
export function languageName(code: string): string {
  const names = new Intl.DisplayNames([i18n.locale || "en"], { type: "language" });
  const name = names.of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(i18n.locale) + name.slice(1);
}
