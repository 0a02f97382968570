import { i18n, type Messages } from "@lingui/core";

export type Language = "en" | "ru";
export const languages: readonly Language[] = ["en", "ru"];
/** Each language in its own words, for the switch. */
export const languageNames: Record<Language, string> = { en: "English", ru: "Русский" };

const storageKey = "telemed-language";

type Loader = () => Promise<{ messages: Messages }>;
const loaders = import.meta.glob<{ messages: Messages }>("/src/locales/*/*.po");

/** `main` is always there; areas of the app add their own catalogs as they are opened. */
const wanted = new Set(["main"]);

function loader(language: Language, catalog: string): Loader {
  const load = loaders[`/src/locales/${language}/${catalog}.po`];
  if (!load) throw new Error(`There is no catalog ${catalog}`);
  return load;
}

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
  const catalogs = await Promise.all([...wanted].map((name) => loader(language, name)()));
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

/** Call with the catalogs of a page before it is drawn: those of src/locales, by name. */
export async function loadMessages(...names: string[]): Promise<void> {
  const missing = names.filter((name) => !wanted.has(name));
  if (missing.length === 0) return;
  for (const name of missing) wanted.add(name);
  await activate(currentLanguage());
}
