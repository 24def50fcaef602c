"""The packages that site/shell/assets/vendor is made of; as a program, fetches them. None is committed.

They are npm packages, fetched with the ordinary npm client, each compared by it with the hash in the lock file.
"""

import shutil
import sys
from hashlib import sha256
from pathlib import Path

from checkout import CHECKOUT
from patience import patiently

SOURCES = CHECKOUT / "tooling" / "vendor"
FOLDER = CHECKOUT / "build" / "vendor"
PINS = ("package.json", "package-lock.json")


def installed_libraries() -> Path:
    """The folder whose node_modules holds the packages as they are pinned now."""
    if not up_to_date():
        raise AssertionError(
            "the pinned packages are not here: "
            "run `python tests/support/browser_libraries.py` once, with npm and a network"
        )
    return FOLDER


def up_to_date() -> bool:
    """Whether what is installed is what is pinned."""
    stamp = FOLDER / "stamp"
    return stamp.is_file() and stamp.read_text() == _pinned()


def _pinned() -> str:
    return sha256(b"".join((SOURCES / name).read_bytes() for name in PINS)).hexdigest()


def fetch() -> None:
    """Have the packages in FOLDER; does nothing where they are. Runs no script of theirs."""
    if up_to_date():
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "The tests need npm once, to make again what browsers get of other people's code: install Node.js "
            "(on Debian and Ubuntu: sudo apt-get install npm), then run make test again."
        )
    print("Fetching the libraries that browsers get (once, some 15 MB) …", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name in PINS:
        shutil.copy(SOURCES / name, FOLDER / name)
    done = patiently([npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER)
    if done.returncode != 0:
        sys.exit(f"npm could not fetch the libraries; it needs a package registry once. It said: {done.stderr.strip()}")
    (FOLDER / "stamp").write_text(_pinned())


if __name__ == "__main__":
    try:
        fetch()
    except OSError as error:
        sys.exit(f"The libraries could not be fetched: {error}")
