"""The examples of GitHub's specification of its Markdown; as a program, fetches them. None is committed.

The specification (CC-BY-SA 4.0) is part of the source distribution of marko 2.2.4, whose hash is pinned.
"""

import io
import re
import sys
import tarfile
from pathlib import Path

from checkout import CHECKOUT
from package_index import source_archive

SPECIFICATION = CHECKOUT / "build" / "gfm" / "gfm.txt"
FILE = "marko-2.2.4.tar.gz"
SHA256 = "c042c66f835425673123d7536b39b4660de3b68e30078c70fd26245b31170683"
EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)


def gfm_examples() -> list[str]:
    """The Markdown of every example, in which the specification writes tabs as arrows."""
    if not SPECIFICATION.is_file():
        raise AssertionError("gfm.txt is not here: run `python tests/support/gfm_examples.py` once, with a network")
    text = SPECIFICATION.read_text(encoding="utf-8")
    return [found[1].replace("→", "\t") for found in EXAMPLE.finditer(text)]


def fetch() -> None:
    """Have the specification; does nothing where it is."""
    if SPECIFICATION.is_file():
        return
    print("Fetching GitHub's specification of its Markdown (once) …", flush=True)
    archive = source_archive("marko", FILE, SHA256)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        opened = tar.extractfile(f"{FILE.removesuffix('.tar.gz')}/tests/spec/gfm.txt")
        assert opened is not None
        text = opened.read()
    SPECIFICATION.parent.mkdir(parents=True, exist_ok=True)
    part = Path(f"{SPECIFICATION}.part")
    part.write_bytes(text)
    part.replace(SPECIFICATION)


if __name__ == "__main__":
    try:
        fetch()
    except OSError as error:
        sys.exit(f"GitHub's specification could not be fetched: {error}. It needs a package registry once.")
