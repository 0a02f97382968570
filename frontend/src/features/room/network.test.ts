import { describe, expect, test } from "vitest";
import { candidateKind, wayFrom } from "./network";
import { captureState } from "./useCapture";

const line = (kind: string) => `candidate:1 1 udp 2122 192.0.2.1 5000 typ ${kind} raddr 0.0.0.0`;

describe("the way a call can take", () => {
  test("is read from the candidates' kinds", () => {
    expect(candidateKind(line("relay"))).toBe("relay");
    expect(candidateKind("nonsense")).toBeNull();
  });

  test("is direct with a public address, or where the service needs no help to be reached", () => {
    expect(wayFrom(new Set(["host", "srflx"]), true, true)).toBe("direct");
    expect(wayFrom(new Set(["host"]), false, false)).toBe("direct");
  });

  test("is the relay when that alone answers, and none when nothing does", () => {
    expect(wayFrom(new Set(["host", "relay"]), true, true)).toBe("relay");
    expect(wayFrom(new Set(["host"]), true, true)).toBe("none");
    expect(wayFrom(new Set(), false, false)).toBe("none");
  });
});

describe("a camera that does not open", () => {
  test("says whether it was refused, absent or taken", () => {
    expect(captureState(new DOMException("", "NotAllowedError"))).toBe("blocked");
    expect(captureState(new DOMException("", "NotFoundError"))).toBe("missing");
    expect(captureState(new DOMException("", "NotReadableError"))).toBe("busy");
    expect(captureState(new TypeError("no mediaDevices"))).toBe("unsupported");
  });
});
