"""A headless Chromium with a made-up camera and microphone.

with chromium() as browser:
    page = browser.new_context(locale="ru-RU").new_page()
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tools.services import require

FAKE_MEDIA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
# Without an address other than loopback there would be no candidates: peers may then meet on 127.0.0.1.
LOOPBACK_PEERS = ("--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns")
IN_CONTAINERS = ("--no-sandbox", "--disable-dev-shm-usage")
ARGUMENTS = (*FAKE_MEDIA, *LOOPBACK_PEERS, *IN_CONTAINERS)


@contextmanager
def chromium(arguments: Sequence[str] = ()) -> Iterator[Browser]:
    """A browser for the length of the block; `arguments` are added to those for made-up media."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(require("chromium")), headless=True, args=[*ARGUMENTS, *arguments]
        )
        try:
            yield browser
        finally:
            browser.close()
