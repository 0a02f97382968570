import { i18n } from "@lingui/core";
import { describe, expect, test } from "vitest";
import { messages as ru } from "@/locales/ru/main.po";
import { problemWords } from "@/shared/ui/words";
import { ApiProblem, hasStatus, isProblem, OfflineProblem, problemOf } from "./problem";

const answer = (body: BodyInit, status: number, headers: HeadersInit = {}) =>
  new Response(body, { status, headers });

describe("a failed answer", () => {
  test("becomes a problem with its slug, its words and its further members", async () => {
    const body = {
      type: "urn:telemed:problem:slot-taken",
      title: "This time has just been taken",
      status: 409,
      alternatives: [1],
    };
    const problem = await problemOf(answer(JSON.stringify(body), 409));
    expect(isProblem(problem, "slot-taken")).toBe(true);
    expect(hasStatus(problem, 409)).toBe(true);
    expect(problem.members).toEqual({ alternatives: [1] });
  });

  test("with a proxy's page, an array or nothing in it is still a problem", async () => {
    for (const body of ["<html>", "[1]", "null", ""]) {
      const problem = await problemOf(answer(body, 502));
      expect(problem.status).toBe(502);
      expect(problem.slug).toBe("");
    }
  });

  test("says when to come back", async () => {
    expect((await problemOf(answer("{}", 429, { "Retry-After": "7" }))).retryAfter).toBe(7);
    expect((await problemOf(answer("{}", 503, { "Retry-After": "soon" }))).retryAfter).toBeNull();
  });
});

describe("the words for a problem", () => {
  const refused = new ApiProblem(401, { type: "urn:telemed:problem:sign-in-refused" });
  const odd = new ApiProblem(422, { detail: "the grid is 20 minutes" });

  test("say what to do, and keep quiet about the inside", () => {
    expect(problemWords(new OfflineProblem())).toContain("nothing you typed is lost");
    expect(problemWords(refused)).toContain("not right");
    expect(problemWords(new TypeError("x is not a function"))).not.toContain("function");
  });

  test("use the server's English only on an English page", () => {
    expect(problemWords(odd)).toBe("the grid is 20 minutes");
    i18n.loadAndActivate({ locale: "ru", messages: ru });
    expect(problemWords(odd)).toMatch(/[а-я]/);
    expect(problemWords(refused)).toMatch(/[а-я]/);
  });
});
