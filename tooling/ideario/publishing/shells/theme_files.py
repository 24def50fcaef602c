"""Makes of the files that the theme brings what the site needs: fewer of them, sheets in a layer, each once."""

import re
import shutil
from pathlib import Path

# The theme brings a search engine that has no ideas to find, and maps for its own debugging.
_UNUSED = re.compile(r"(^assets/javascripts/(lunr/|workers/)|\.map$|^sitemap\.xml(\.gz)?$)")
_SHEET = re.compile(r"^assets/stylesheets/(main|palette)\.[0-9a-f]+\.min\.css$")
_CHARSET = '@charset "UTF-8";'
_ASSET_LINK = re.compile(r'((?:href|src)=")((?:\.\./)*)(?:\./)?assets/')


def tidied(site: Path) -> None:
    """Leave of the theme's files what pages use, its style sheets in the layer below all of ours."""
    for path in [path for path in site.rglob("*") if path.is_file()]:
        name = path.relative_to(site).as_posix()
        if _UNUSED.search(name):
            path.unlink()
        elif _SHEET.search(name):
            css = path.read_text("utf-8").removeprefix(_CHARSET)
            path.write_text(f"{_CHARSET}@layer material{{{css}}}\n", "utf-8", newline="\n")


def share_assets(site: Path) -> None:
    """Make a further language use the first one's assets, one folder up, and forget its own copy and 404 page."""
    shutil.rmtree(site / "assets", ignore_errors=True)
    (site / "404.html").unlink(missing_ok=True)
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        path.write_text(_ASSET_LINK.sub(r"\1\2../assets/", html), "utf-8", newline="\n")
