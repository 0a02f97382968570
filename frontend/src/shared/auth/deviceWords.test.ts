import { expect, test } from "vitest";
import { deviceWords } from "./deviceWords";

test("a browser is told from those it pretends to be", () => {
  expect(
    deviceWords(
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
    ),
  ).toBe("Edge, Windows");
  expect(
    deviceWords(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
    ),
  ).toBe("Safari, iPhone");
});

test("an unknown program says nothing", () => {
  expect(deviceWords("curl/8.0")).toBeNull();
});
