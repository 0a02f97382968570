import { i18n } from "@lingui/core";
import { beforeAll, describe, expect, it } from "vitest";
import { ApiProblem, OfflineProblem } from "@/shared/api/problem";
import { isUnusable, photoWords, putPhoto, TooManyBytes } from "./photo";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

describe("a photo that is not taken", () => {
  it("says for each reason what to choose instead", () => {
    expect(photoWords(new ApiProblem(413, {}))).toContain("8 MB");
    expect(photoWords(new ApiProblem(415, {}))).toContain("JPEG, PNG or WebP");
    expect(photoWords(new ApiProblem(422, {}))).toContain("damaged");
    expect(photoWords(new OfflineProblem())).toContain("No connection");
  });

  it("is not sent at all when it is over the limit, and the words are the same", async () => {
    const file = new File([new Uint8Array(8 * 1024 * 1024 + 1)], "large.jpg");
    await expect(putPhoto("1", file)).rejects.toBeInstanceOf(TooManyBytes);
    expect(photoWords(new TooManyBytes())).toBe(photoWords(new ApiProblem(413, {})));
  });

  it("stays chosen while sending it again may help", () => {
    expect(isUnusable(new ApiProblem(415, {}))).toBe(true);
    expect(isUnusable(new TooManyBytes())).toBe(true);
    expect(isUnusable(new ApiProblem(503, {}))).toBe(false);
    expect(isUnusable(new OfflineProblem())).toBe(false);
  });
});
