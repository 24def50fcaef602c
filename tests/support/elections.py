"""Nine real elections that tests import; as a program, fetches them. Nothing of them is committed.

They are part of the source distribution of pabumeasures 0.2.2 (MIT), whose hash is pinned.
"""

import io
import sys
import tarfile
from pathlib import Path, PurePosixPath

from checkout import CHECKOUT
from package_index import source_archive

FOLDER = CHECKOUT / "build" / "elections"
FILE = "pabumeasures-0.2.2.tar.gz"
SHA256 = "3bbd8c404dd37fea5d75304dd578bf213880be5627dfb2992ecc407b3ddb19c7"
NAMES = (
    "poland_lodz_2024_",
    "poland_swiecie_2023_",
    "poland_warszawa_2024_",
    "poland_warszawa_2024_bemowo",
    "poland_warszawa_2024_mokotow",
    "poland_warszawa_2024_praga-poludnie",
    "poland_warszawa_2024_ursynow",
    "poland_wieliczka_2023_green-budget",
    "poland_wroclaw_2024_",
)
MADE_UP = "whole_budget"


def election(name: str) -> Path:
    """The file of one of the elections. A test that asks for one that is not here fails: it would prove nothing."""
    path = FOLDER / f"{name}.pb"
    if not path.is_file():
        raise AssertionError(f"{path.name} is not here: run `python tests/support/elections.py` once, with a network")
    return path


def fetch() -> None:
    """Have all elections in FOLDER; does nothing where they are."""
    wanted = {f"{name}.pb" for name in (*NAMES, MADE_UP)}
    if all((FOLDER / name).is_file() for name in wanted):
        return
    print("Fetching nine real elections (once, 20 MB) …", flush=True)
    archive = source_archive("pabumeasures", FILE, SHA256)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if member.isfile() and path.parent.name == "data" and path.name in wanted:
                opened = tar.extractfile(member)
                assert opened is not None
                part = FOLDER / f".{path.name}"
                part.write_bytes(opened.read())
                part.replace(FOLDER / path.name)


if __name__ == "__main__":
    try:
        fetch()
    except OSError as error:
        sys.exit(f"The elections could not be fetched: {error}. It needs a package registry once.")
