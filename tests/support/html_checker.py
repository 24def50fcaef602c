"""The checker of HTML that browsers' makers keep (vnu); as a program, fetches it where there is a Java to run it.

One npm package, fetched with the ordinary npm client and compared with the hash that stands here. None is committed.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from checkout import CHECKOUT
from patience import patiently

PACKAGE = "vnu-jar@26.9.27"
SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="
JAR = CHECKOUT / "build" / "html-checker" / f"{PACKAGE}.jar"


def errors(pages: Iterable[Path]) -> list[str]:
    """What is no HTML, each with its place; policies are left out, since files of a disk have no `self`."""
    java = shutil.which("java")
    assert java is not None, "the checker is here, but no java to run it"
    command = [java, "-Xmx512m", "-jar", str(JAR), "--format", "gnu", "--errors-only", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return done.stderr.splitlines()


def fetch() -> None:
    """Have the checker in its place; does nothing where it is, and where nothing could run it."""
    npm = shutil.which("npm")
    if JAR.is_file() or npm is None or shutil.which("java") is None:
        return
    print("Fetching the checker of HTML (once, 28 MB) …", flush=True)
    JAR.parent.mkdir(parents=True, exist_ok=True)
    done = patiently([npm, "pack", "--silent", "--ignore-scripts", PACKAGE], cwd=JAR.parent)
    if done.returncode != 0:
        sys.exit(f"npm could not fetch {PACKAGE}; it needs a package registry once. It said: {done.stderr.strip()}")
    packed = JAR.parent / done.stdout.split()[-1]
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != SHA512:
        packed.unlink()
        sys.exit(f"{PACKAGE} is not what it was: its SHA-512 is {found}")
    with tarfile.open(packed) as archive:
        inside = archive.extractfile("package/build/dist/vnu.jar")
        assert inside is not None
        JAR.write_bytes(inside.read())
    packed.unlink()


if __name__ == "__main__":
    fetch()
