import { expect, test } from "vitest";
import { makeRouter } from "./router";
import { doctorSearch, entrySearch, findSearch, registerSearch, weekSearch } from "./search";

test("every address has a page that loads", { timeout: 60_000 }, async () => {
  const { routesById } = makeRouter();
  const pages = Object.values(routesById).filter((route) => route.options.component?.preload);
  expect(pages.length).toBeGreaterThan(20);
  for (const route of pages) {
    await route.options.component?.preload?.();
  }
});

test("an address keeps what is known and drops what is not", () => {
  expect(findSearch({ q: 42, modality: "smell", part: "evening", other: "x" })).toEqual({
    q: "42",
    part: "evening",
  });
  expect(registerSearch({ step: "agree", next: "//evil.example" })).toEqual({ step: "agree" });
  expect(entrySearch({ next: "/visits", login: ["a"] })).toEqual({ next: "/visits" });
  expect(doctorSearch({ service: null })).toEqual({});
  expect(weekSearch({ day: "2026-11-29", show: "day" })).toEqual({
    day: "2026-11-29",
    show: "day",
  });
  expect(weekSearch({ day: "soon", show: "year" })).toEqual({});
});
