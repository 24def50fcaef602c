"""Takes pinned source archives from the package index that pip uses here. Keeps none.

pip would want to build a package only to download its source, so the file is taken from the same index by the JSON that
indexes give (PEP 691); its hash is pinned by who asks.
"""

import json
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from hashlib import sha256
from urllib.parse import urljoin

from patience import PATIENCE, PAUSE

BUSY = (429, 502, 503, 504)
"""The answers of an index that is there and busy."""


def source_archive(package: str, file: str, digest: str) -> bytes:
    """The source archive of a package by its file's name. Ends the program if its SHA-256 is not `digest`."""
    page = urljoin(index_url().rstrip("/") + "/", f"{package}/")
    listed = json.loads(get(page, accept="application/vnd.pypi.simple.v1+json"))["files"]
    archive = get(urljoin(page, next(one["url"] for one in listed if one["filename"] == file)))
    if sha256(archive).hexdigest() != digest:
        sys.exit(f"{file} is not the file that was pinned")
    return archive


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
