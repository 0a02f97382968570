import { afterEach, describe, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { reach, resumePush } from "./browser";

const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1";

function givenBrowser(permission: NotificationPermission) {
  vi.stubGlobal("Notification", { permission });
  vi.stubGlobal("PushManager", class {});
  Object.defineProperty(navigator, "serviceWorker", { value: {}, configurable: true });
}

afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "serviceWorker");
  localStorage.clear();
});

describe("reach", () => {
  it("is said of browsers without push, and of iPhones how they get it", () => {
    expect(reach()).toBe("unsupported");
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue(iPhone);
    expect(reach()).toBe("home-screen");
  });

  it("knows that the person has blocked it", () => {
    givenBrowser("denied");
    expect(reach()).toBe("refused");
    givenBrowser("default");
    expect(reach()).toBe("ready");
  });
});

describe("resumePush", () => {
  it.each([
    ["nobody's notices were on", null, "granted"],
    ["they were another person's", "other", "granted"],
    ["it is not allowed any more", "me", "default"],
  ] as const)("asks nothing when %s", async (_, owner, permission) => {
    givenBrowser(permission);
    if (owner) localStorage.setItem("telemed-push", owner);
    const asked = vi.spyOn(api, "GET");
    await resumePush("me");
    expect(asked).not.toHaveBeenCalled();
  });
});
