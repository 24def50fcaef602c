"""The packages that site/shell/assets/vendor is made of; as a program, fetches them. None is committed."""

import sys
from pathlib import Path

from checkout import CHECKOUT
from npm_packages import NpmPackages

SOURCES = CHECKOUT / "tooling" / "vendor"
PACKAGES = NpmPackages(SOURCES, CHECKOUT / "build" / "vendor")


def installed_libraries() -> Path:
    """The folder whose node_modules holds the packages as they are pinned now."""
    if not PACKAGES.up_to_date():
        raise AssertionError(
            "the pinned packages are not here: "
            "run `python tests/support/browser_libraries.py` once, with npm and a network"
        )
    return PACKAGES.folder


if __name__ == "__main__":
    sys.exit(PACKAGES.fetch("Fetching the libraries that browsers get (once, some 15 MB)"))
