"""Looking into a page's calls: what was decoded, by the browser's own statistics."""

from __future__ import annotations

import time

from playwright.sync_api import Page

REMEMBER_CALLS = """
(() => {
  const Original = window.RTCPeerConnection;
  window.__calls = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...args) { super(...args); window.__calls.push(this); }
  };
  const Socket = window.WebSocket;
  window.__sockets = [];
  window.WebSocket = class extends Socket {
    constructor(...args) { super(...args); window.__sockets.push(this); }
  };
})();
"""
_DECODED = """
async () => {
  let frames = 0;
  for (const call of window.__calls ?? []) {
    if (call.connectionState === 'closed') continue;
    for (const entry of (await call.getStats()).values())
      if (entry.type === 'inbound-rtp' && entry.kind === 'video') frames = Math.max(frames, entry.framesDecoded ?? 0);
  }
  return frames;
}
"""


def decoded_frames(page: Page) -> int:
    """Video frames decoded from the other side by the open calls of this page."""
    return int(page.evaluate(_DECODED))


def wait_for_video(page: Page, *, within: float = 30.0) -> float:
    """Wait until new frames are being decoded; seconds it took. Raises AssertionError when they are not."""
    began = time.monotonic()
    before = decoded_frames(page)
    while time.monotonic() - began < within:
        if decoded_frames(page) > before + 2:
            return time.monotonic() - began
        page.wait_for_timeout(200)
    message = f"no video was decoded within {within:g} s ({decoded_frames(page)} frames)"
    raise AssertionError(message)
