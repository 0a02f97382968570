import { expect, test } from "vitest";
import { safeNext } from "./next";

test("the way back stays inside the app", () => {
  expect(safeNext("/book?doctor=1&start=2026-11-24T09:40:00%2B03:00")).toBe(
    "/book?doctor=1&start=2026-11-24T09:40:00%2B03:00",
  );
  for (const elsewhere of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "visits",
    "",
    7,
    null,
  ]) {
    expect(safeNext(elsewhere)).toBeUndefined();
  }
});
