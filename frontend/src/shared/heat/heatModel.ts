/** "2026-11" */
export type Month = string;

export function monthOf(day: string): Month {
  return day.slice(0, 7);
}

export function nextMonth(month: Month, step: number): Month {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const at = new Date(Date.UTC(year, number - 1 + step, 1));
  return at.toISOString().slice(0, 7);
}

/** "November 2026", in the language's own order and case. */
export function monthWords(month: Month, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(Date.parse(`${month}-01T00:00:00Z`)).replace(/\s*г\.$/, "");
}

/** From 0 (nothing free) to 4 (about as much as on the freest day). */
export function levelOf(free: number, most: number): number {
  return free <= 0 || most <= 0 ? 0 : Math.max(1, Math.ceil((free / most) * 4));
}

/** Days in weeks from Monday; places outside the month are null. */
export function weeksOf<T extends { date: string }>(days: readonly T[]): (T | null)[][] {
  const [first] = days;
  if (!first) return [];
  const before = (new Date(`${first.date}T00:00:00Z`).getUTCDay() + 6) % 7;
  const places: (T | null)[] = [...Array<null>(before).fill(null), ...days];
  while (places.length % 7) places.push(null);
  return Array.from({ length: places.length / 7 }, (_, week) =>
    places.slice(week * 7, week * 7 + 7),
  );
}
