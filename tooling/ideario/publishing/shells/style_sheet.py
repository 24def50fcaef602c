"""Puts the style sheets of a shell together: one file for all pages, named by what it holds.

A browser may keep such a file for ever, and no page is ever shown with the sheet of another build.
"""

import hashlib
import re
import shutil
from pathlib import Path

LAYERS = ("material", "tokens", "base", "frame", "components", "pages", "print")
"""The layers of all sheets. Each wins over those before it, however exact their selectors are; what a community adds
stands in none and wins over all."""
STYLES = "assets/styles"
"""Where the parts lie, each in its layer."""

_COMMENT = re.compile(r"(?s)/\*.*?\*/")


def joined(folder: Path) -> tuple[str, bytes]:
    """The path of the sheet in a site, and its bytes: all `.css` files of `folder`, without comments."""
    parts = [_COMMENT.sub("", path.read_text("utf-8")) for path in sorted(folder.glob("*.css"))]
    lines = [line.strip() for part in parts for line in part.splitlines()]
    text = "\n".join([f"@layer {','.join(LAYERS)};", *filter(None, lines)]) + "\n"
    sheet = text.encode()
    return f"assets/ideario.{hashlib.sha256(sheet).hexdigest()[:8]}.css", sheet


def put_together(docs: Path) -> str:
    """Leave in the sources of a site one sheet in place of its parts, and return its path."""
    name, sheet = joined(docs / STYLES)
    shutil.rmtree(docs / STYLES)
    (docs / name).write_bytes(sheet)
    return name
