"""The first line of a content file, by which editors know its schema. Reads nothing."""

from pathlib import Path

from ideario.intake.schemas import Kind
from ideario.model.community import Settings
from ideario.resources import PUBLISHED


def editor_line(kind: Kind, path: str, settings: Settings | None, root: Path) -> str:
    """The line for a file at `path` (relative to `root`): the schema beside the content, else the published one."""
    return line_for(kind, path, settings, has_schemas=(root / "schemas").is_dir())


def addresses_for(kind: Kind, path: str, settings: Settings) -> tuple[str, ...]:
    """The whole addresses that the line of a file may name: beside the content, on the site, or Ideario's own."""
    homes = ("../" * path.count("/"), settings.url, PUBLISHED)
    return tuple(f"{home}schemas/{kind}.schema.json" for home in homes)


def line_for(kind: Kind, path: str, settings: Settings | None, *, has_schemas: bool) -> str:
    """The same, knowing whether the community's folder holds schemas/."""
    published = PUBLISHED if settings is None else settings.url
    home = "../" * path.count("/") if has_schemas else published
    return f"# yaml-language-server: $schema={home}schemas/{kind}.schema.json"
