import type { Hours } from "./model";

export type HoursProblem = "overlap" | "empty" | "same";

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Start and end in minutes of the week's day; an end at or before the start is on the next day. */
function stretch({ start, end }: Hours): [number, number] {
  const from = minutes(start);
  const to = minutes(end);
  return [from, to <= from ? to + 1440 : to];
}

/** What is wrong with a week's hours, by weekday; empty when nothing is. */
export function problemsOf(hours: readonly Hours[]): Map<number, HoursProblem> {
  const problems = new Map<number, HoursProblem>();
  for (const one of hours) {
    if (!one.start || !one.end) problems.set(one.weekday, "empty");
    else if (one.start === one.end) problems.set(one.weekday, "same");
  }
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const day = hours
      .filter((one) => one.weekday === weekday && one.start && one.end)
      .map(stretch)
      .sort((a, b) => a[0] - b[0]);
    const overlaps = day.some(([from], index) => index > 0 && from < (day[index - 1]?.[1] ?? 0));
    if (overlaps) problems.set(weekday, "overlap");
  }
  return problems;
}

/** Monday's hours for Tuesday to Friday too. */
export function mondayForAll(hours: readonly Hours[]): Hours[] {
  const monday = hours.filter(({ weekday }) => weekday === 0);
  const weekend = hours.filter(({ weekday }) => weekday > 4);
  return [
    ...[0, 1, 2, 3, 4].flatMap((weekday) => monday.map((one) => ({ ...one, weekday }))),
    ...weekend,
  ];
}
