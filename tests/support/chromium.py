"""Finds the browser that tests run pages in; as a program, installs one where none is found. Starts no browser."""

import os
import shutil
import sys
from pathlib import Path

from patience import patiently

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks for another host gets no address: tests never reach the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def playwright_executable() -> Path:
    """Where Playwright keeps its own Chromium, whether or not it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def installed() -> str | None:
    """The executable of a Chromium on this machine, or None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return found
    own = playwright_executable()
    return str(own) if own.is_file() else None


def install() -> None:
    """Try what this machine offers: Debian's package first, since it brings its libraries, then Playwright's build.

    Another package manager at work is waited for. Whether there is a browser afterwards is for the caller to see; what
    the last try complained of is shown.
    """
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}  # what it says of locks is read
        patiently([apt, "update", "-qq"], env=quiet)
        wanted = ["chromium", "fonts-noto-color-emoji"]
        done = patiently([apt, "install", "-y", "-qq", "--no-install-recommends", *wanted], env=quiet)
        if done.returncode == 0:
            return
        print(done.stderr.strip(), file=sys.stderr)
    done = patiently([sys.executable, "-m", "playwright", "install", "chromium"])
    if done.returncode != 0:
        print(done.stderr.strip(), file=sys.stderr)


def main() -> int:
    """Have a browser, or say in one sentence what is missing."""
    if installed() is None:
        print("No Chromium found; installing one (once, 100 to 200 MB, a minute or two) …", flush=True)
        install()
    if installed() is None:
        print(
            "The tests need Chromium: install it (on Debian and Ubuntu: sudo apt-get install chromium), "
            "then run make test again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
