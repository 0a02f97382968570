/**
 * What somebody has typed so far while registering. It survives a reload, except for the password, which is kept in
 * memory alone.
 */
export interface RegistrationDraft {
  login: string;
  given_name: string;
  family_name: string;
  birth_date: string;
  sex: "female" | "male" | "other" | "unknown" | "";
  agreed: boolean;
}

const key = "telemed-registration";
const empty: RegistrationDraft = {
  login: "",
  given_name: "",
  family_name: "",
  birth_date: "",
  sex: "",
  agreed: false,
};

let password = "";

export function loadDraft(): RegistrationDraft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    return typeof stored === "object" && stored !== null ? { ...empty, ...stored } : empty;
  } catch {
    return empty;
  }
}

export function saveDraft(draft: RegistrationDraft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Without storage the draft lives as long as the page.
  }
}

export function clearDraft(): void {
  password = "";
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Then nothing was stored either.
  }
}

export function rememberPassword(value: string): void {
  password = value;
}

/** The password typed on this page, for signing in by itself after the code; empty after a reload. */
export function rememberedPassword(): string {
  return password;
}

/** An address with an @ is mail; anything else has to be a phone number. */
export function addressOf(login: string): { email: string } | { phone: string } {
  const trimmed = login.trim();
  if (trimmed.includes("@")) return { email: trimmed };
  const digits = trimmed.replace(/[^\d+]/g, "");
  return { phone: digits.startsWith("+") ? digits : `+${digits}` };
}

export function looksLikeAddress(login: string): boolean {
  const trimmed = login.trim();
  if (trimmed.includes("@")) return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed);
  return /^\+?[\d\s().-]{8,}$/.test(trimmed);
}
