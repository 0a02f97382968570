import type { NewPatient } from "../model";

/** The search's words as the beginning of a new patient: a number is a phone, words are names in the usual order. */
export function fromTyped(typed: string): Partial<NewPatient> {
  const text = typed.trim();
  if (text === "") return {};
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { birth_date: text };
  if (/^\+?[\d\s()-]{5,}$/.test(text)) return { phone: text };
  if (/\d/.test(text)) return {};
  const [given_name = "", ...family] = text.split(/\s+/);
  return { given_name, family_name: family.join(" ") };
}
