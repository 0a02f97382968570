import { beforeEach, describe, expect, test, vi } from "vitest";
import { ApiProblem, OfflineProblem } from "@/shared/api/problem";
import { send } from "@/shared/api/transport";
import { bearer, forget, keep, onSessionChange, refresh, resume, sessionState } from "./session";

const json = (body: unknown, status = 200, headers: HeadersInit = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
const token = (name: string) => ({
  access_token: name,
  expires_in: 600,
  csrf_token: `csrf-${name}`,
});
const call = () => send(new Request("http://localhost/api/v1/account"));

let calls: Request[];

/** Answers by address; each list is used up in order, its last answer stays. */
function server(answers: Record<string, (() => Response | Promise<Response>)[]>) {
  calls = [];
  vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(
      new URL(String(input instanceof Request ? input.url : input), "http://localhost"),
      input instanceof Request ? input : init,
    );
    calls.push(request);
    const path = new URL(request.url).pathname.replace("/api/v1/", "");
    const queue = answers[path] ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (!answer) throw new TypeError("network");
    return answer();
  });
}

function csrfCookie(value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = `telemed_csrf=${value}; path=/`;
}

const asked = (path: string) => calls.filter(({ url }) => url.endsWith(path)).length;

beforeEach(() => {
  forget();
  csrfCookie("; max-age=0");
});

describe("an expired access token", () => {
  test("is renewed once for all who meet the 401 together, and each is asked again", async () => {
    keep(token("old"));
    let renewed = false;
    server({
      account: [() => (renewed ? json({ id: "a" }) : json({}, 401))],
      "sessions/refresh": [
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 10));
          renewed = true;
          return json(token("new"));
        },
      ],
    });
    const answers = await Promise.all([call(), call(), call()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(asked("sessions/refresh")).toBe(1);
    expect(bearer()).toBe("new");
    expect(calls.at(-1)?.headers.get("Authorization")).toBe("Bearer new");
  });

  test("is not renewed again by an answer that was overtaken by a renewal", async () => {
    keep(token("old"));
    server({
      account: [
        () => {
          keep(token("new"));
          return json({}, 401);
        },
        () => json({ id: "a" }),
      ],
    });
    expect((await call()).status).toBe(200);
    expect(asked("sessions/refresh")).toBe(0);
  });

  test("proves the page by the CSRF token, from the cookie first", async () => {
    keep(token("old"));
    csrfCookie("from-cookie");
    server({ "sessions/refresh": [() => json(token("new"))] });
    await refresh();
    expect(calls[0]?.headers.get("X-CSRF-Token")).toBe("from-cookie");
  });

  test("that still gets a 401 after renewal is tried no third time", async () => {
    keep(token("old"));
    server({ account: [() => json({}, 401)], "sessions/refresh": [() => json(token("new"))] });
    expect((await call()).status).toBe(401);
    expect(asked("account")).toBe(2);
  });
});

describe("a session", () => {
  test("that the server ended is forgotten, and everybody who listens hears it", async () => {
    keep(token("old"));
    const heard = vi.fn();
    const stop = onSessionChange(heard);
    server({ account: [() => json({}, 401)], "sessions/refresh": [() => json({}, 401)] });
    expect((await call()).status).toBe(401);
    expect(sessionState()).toBe("signed-out");
    expect(bearer()).toBeNull();
    expect(heard).toHaveBeenCalledOnce();
    stop();
  });

  test("outlives a server that is busy and a connection that is cut", async () => {
    keep(token("old"));
    server({ "sessions/refresh": [() => json({}, 503, { "Retry-After": "3" })] });
    await expect(refresh()).rejects.toBeInstanceOf(ApiProblem);
    server({});
    await expect(refresh()).rejects.toBeInstanceOf(OfflineProblem);
    expect(sessionState()).toBe("signed-in");
  });

  test("is not asked for when there never was one", async () => {
    server({});
    await resume();
    expect(calls).toHaveLength(0);
    expect(sessionState()).toBe("signed-out");
  });

  test("of an earlier page is taken up by its cookie", async () => {
    csrfCookie("earlier");
    server({ "sessions/refresh": [() => json(token("resumed"))] });
    await resume();
    expect(bearer()).toBe("resumed");
  });
});
