"""Nine real elections that tests import; as a program, fetches them. Nothing of them is committed.

They are part of the source distribution of pabumeasures 0.2.2 (MIT). pip would want to build that package only to
download it, so the file is taken from the same index by the JSON that indexes give (PEP 691); its hash is pinned.
"""

import io
import json
import os
import re
import ssl
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from checkout import CHECKOUT
from patience import PATIENCE, PAUSE

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
BUSY = (429, 502, 503, 504)
"""The answers of an index that is there and busy."""


def election(name: str) -> Path:
    """The file of one of the elections. A test that asks for one that is not here fails: it would prove nothing."""
    path = FOLDER / f"{name}.pb"
    if not path.is_file():
        raise AssertionError(f"{path.name} is not here: run `python tests/support/elections.py` once, with a network")
    return path


def pip_setting(name: str) -> str | None:
    """What pip is configured to use: from its environment, else from its files."""
    variable = os.environ.get(f"PIP_{name.upper().replace('-', '_')}")
    if variable:
        return variable
    command = [sys.executable, "-m", "pip", "config", "get", f"global.{name}"]
    asked = subprocess.run(command, check=False, capture_output=True, text=True)
    return asked.stdout.strip() or None


def index_url() -> str:
    """The package index that pip uses here; without a setting, the one that its help calls the default."""
    configured = pip_setting("index-url")
    if configured:
        return configured
    wide = {**os.environ, "COLUMNS": "1000"}
    command = [sys.executable, "-m", "pip", "download", "--help"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, env=wide).stdout
    found = re.search(r"--index-url <url>\s.*?\(default (\S+?)\)", text, re.DOTALL)
    if found is None:
        sys.exit("pip does not say which package index it uses")
    return found[1]


def get(url: str, *, accept: str = "*/*") -> bytes:
    """What an address of the index gives, with pip's certificates and the credentials in the address, if any."""
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    bare = re.sub(r"//([^/@]*)@", "//", url)
    if bare != url:
        user, _, password = url.split("//", 1)[1].split("@", 1)[0].partition(":")
        passwords.add_password(None, bare, user, password)
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=pip_setting("cert"))),
        urllib.request.HTTPBasicAuthHandler(passwords),
    )
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with opener.open(urllib.request.Request(bare, headers={"Accept": accept}), timeout=180) as answer:
                content: bytes = answer.read()
        except urllib.error.HTTPError as refusal:
            if refusal.code not in BUSY or time.monotonic() + PAUSE > end:
                raise
            time.sleep(PAUSE)
        else:
            return content


def fetch() -> None:
    """Have all elections in FOLDER; does nothing where they are."""
    wanted = {f"{name}.pb" for name in (*NAMES, MADE_UP)}
    if all((FOLDER / name).is_file() for name in wanted):
        return
    print("Fetching nine real elections (once, 20 MB) …", flush=True)
    page = urljoin(index_url().rstrip("/") + "/", "pabumeasures/")
    listed = json.loads(get(page, accept="application/vnd.pypi.simple.v1+json"))["files"]
    archive = get(urljoin(page, next(file["url"] for file in listed if file["filename"] == FILE)))
    if sha256(archive).hexdigest() != SHA256:
        sys.exit(f"{FILE} is not the file that was pinned")
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
