"""Keeps pictures of pages as tests look at them, where IDEARIO_SCREENSHOTS names a folder; else it takes none."""

import os
from base64 import b64decode

from checkout import CHECKOUT
from playwright.sync_api import Page

TALLEST = 4000
"""Pixels of a page from its top, of which a picture is taken."""


def keep_screenshot(page: Page, *name: str) -> None:
    """A picture of the page as it stands, in the folder of the first part of its name, called by all the others."""
    folder = os.environ.get("IDEARIO_SCREENSHOTS")
    if not folder:
        return
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    file = CHECKOUT / folder / name[0] / f"{'.'.join(name[1:]).replace('/', '_')}.jpg"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_jpeg(page, width, min(height, TALLEST)))


def _jpeg(page: Page, width: int, height: int) -> bytes:
    """The page in half its size on wide screens: Playwright's own way takes three times as long, WebP six times."""
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1 if width < 600 else 0.5}
    wanted = {"format": "jpeg", "quality": 50, "captureBeyondViewport": True, "optimizeForSpeed": True, "clip": clip}
    taken = session.send("Page.captureScreenshot", wanted)
    session.detach()
    return b64decode(taken["data"])
