"""Makes of the files that the theme brings what the site needs: those that a page names, its sheets in a layer."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

_SHEET = re.compile(r"^(main|palette)\.[0-9a-f]+\.min\.css$")
_CHARSET = '@charset "UTF-8";'
_LINK = re.compile(r'(?:href|src)="([^"]*/)?([^"/]+)"')
_ASSET_LINK = re.compile(r'((?:href|src)=")((?:\.\./)*)(?:\./)?assets/')


def theme_sheets() -> dict[str, str]:
    """The paths of the theme's two style sheets in a site: `main`, and `palette` for colours by name."""
    folder = files("material") / "templates" / "assets" / "stylesheets"
    found = {match[1]: file.name for file in folder.iterdir() if (match := _SHEET.match(file.name))}
    return {kind: f"assets/stylesheets/{name}" for kind, name in found.items()}


def tidied(site: Path) -> None:
    """Leave of the theme's files in all trees below `site` those that a page loads, its sheets in the lowest layer."""
    named = {name for page in site.rglob("*.html") for _, name in _LINK.findall(page.read_text("utf-8"))}
    theme = files("material") / "templates"
    for tree in (path for path in site.iterdir() if path.is_dir()):
        (tree / "sitemap.xml").unlink(missing_ok=True)
        (tree / "sitemap.xml.gz").unlink(missing_ok=True)
        for path in [path for path in tree.glob("assets/**/*") if path.is_file()]:
            if not theme.joinpath(path.relative_to(tree).as_posix()).is_file():
                continue  # not the theme's
            if path.name not in named:
                path.unlink()
            elif _SHEET.match(path.name):
                css = path.read_text("utf-8").removeprefix(_CHARSET)
                path.write_text(f"{_CHARSET}@layer material{{{css}}}\n", "utf-8", newline="\n")


def share_assets(site: Path) -> None:
    """Make a further language use the first one's assets, one folder up, and forget its own copy and 404 page."""
    shutil.rmtree(site / "assets", ignore_errors=True)
    (site / "404.html").unlink(missing_ok=True)
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        path.write_text(_ASSET_LINK.sub(r"\1\2../assets/", html), "utf-8", newline="\n")
