import { i18n, type Messages } from "@lingui/core";

export type Language = "en" | "ru";
export const languages: readonly Language[] = ["en", "ru"];
/** Each language in its own words, for the switch. */
export const languageNames: Record<Language, string> = { en: "English", ru: "Русский" };

const storageKey = "telemed-language";

type Loader = () => Promise<{ messages: Messages }>;
const main: Record<Language, Loader> = {
  en: () => import("@/locales/en/main.po"),
  ru: () => import("@/locales/ru/main.po"),
};
const staff: Record<Language, Loader> = {
  en: () => import("@/locales/en/staff.po"),
  ru: () => import("@/locales/ru/staff.po"),
};

let staffWanted = false;

export function isLanguage(value: unknown): value is Language {
  return value === "en" || value === "ru";
}

/** What this browser chose before, else what it asks for. */
export function preferredLanguage(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(storageKey);
  } catch {
    // Storage may be switched off; the browser's language decides.
  }
  if (isLanguage(stored)) return stored;
  return navigator.language.startsWith("ru") ? "ru" : "en";
}

export function currentLanguage(): Language {
  return isLanguage(i18n.locale) ? i18n.locale : "en";
}

export async function activate(language: Language): Promise<void> {
  const loaders = staffWanted ? [main[language], staff[language]] : [main[language]];
  const catalogs = await Promise.all(loaders.map((load) => load()));
  i18n.load(language, Object.assign({}, ...catalogs.map((catalog) => catalog.messages)));
  i18n.activate(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // The choice then lasts as long as the page.
  }
  await activate(language);
}

/** Staff pages carry their own catalog; call before the first of them is drawn. */
export async function loadStaffMessages(): Promise<void> {
  if (staffWanted) return;
  staffWanted = true;
  await activate(currentLanguage());
}
