"""Says what mkdocs is told: the community's own mkdocs.yml laid over the generic one. Builds nothing.

A mkdocs.yml that describes another site, such as a library's documentation, is left alone, and that is said.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

LOOK = {"INHERIT", "copyright", "extra", "extra_css", "markdown_extensions", "theme", "validation", "watch"}
"""Keys of a file that only says how a site looks. With others the file has to say whose it is."""
OURS = "extra: {ideario: true}"
"""What a mkdocs.yml says that is meant for the site of ideas, whatever else stands in it."""
THEME = "material"
LOGO_BYTES = 100_000
"""So large a logo may be: it is loaded with the first page, before anything can be read beside it."""


class Misconfigured(Exception):
    """Something in the community's mkdocs.yml that no site of ideas can have."""


def configuration(generic: Path, own: Path | None, built: Mapping[str, Any]) -> dict[str, Any]:
    """The whole configuration: `generic`, over it the community's own, over both what each build decides.

    Mappings are merged; markdown_extensions too, by name, since the generic pages need theirs. Raises what mkdocs
    raises about a file that is none, and Misconfigured for what the pages cannot bear.
    """
    told = _load(generic)
    if own is not None:
        mine = _load(own)
        theme = mine.get("theme", {})
        name = theme.get("name", THEME) if isinstance(theme, Mapping) else theme
        if name != THEME:
            raise Misconfigured(f"{own.name}: theme: the pages are made for {THEME}, and not for {name}")
        if not isinstance(theme, Mapping):
            mine["theme"] = {}
        logo = mine.get("theme", {}).get("logo")
        if logo is not None and not str(logo).startswith("assets/"):
            raise Misconfigured(
                f"{own.name}: theme.logo: put the picture into site/pages/assets/ and write, for instance, "
                f"logo: assets/{Path(str(logo)).name}"
            )
        file = own.parent / "site" / "pages" / str(logo)
        if logo is not None and file.is_file() and file.stat().st_size > LOGO_BYTES:
            raise Misconfigured(
                f"{own.name}: theme.logo: {logo} has {file.stat().st_size:,} bytes, and every page shows it: "
                f"make it smaller than {LOGO_BYTES:,}, which is plenty for a picture 80 pixels high"
            )
        mine["markdown_extensions"] = _extensions(told) | _extensions(mine)
        told = _merged(told, mine)
    return _merged(told, built)


def own_templates(own: Path | None, generic: Path) -> Path | None:
    """The folder of templates that the community's mkdocs.yml names besides the generic one; None for none."""
    named = None if own is None else _load(own).get("theme", {}).get("custom_dir")
    if own is None or named is None:
        return None
    folder = (own.parent / named).resolve()
    return None if folder in ((generic.parent / "theme").resolve(), own.parent.resolve()) else folder


def led_to(own: Path) -> tuple[list[Path], Path | None]:
    """A mkdocs.yml and those that it inherits, and the folder of templates that one of them names; none need exist.

    A folder in which the file lies is none, as in `own_templates`. Nothing of a file is run to find out.
    """
    files, named = [own], None
    for file in files:
        keys = _nodes(file)
        theme = _pairs(keys.get("theme"))
        named = named or getattr(theme.get("custom_dir"), "value", None)
        inherited = getattr(keys.get("INHERIT"), "value", None)
        if isinstance(inherited, str) and file.parent / inherited not in files:
            files.append(file.parent / inherited)
    folder = (own.parent / named).resolve() if isinstance(named, str) else None
    return files, None if folder is None or own.parent.resolve().is_relative_to(folder) else folder


def foreign_keys(own: Path) -> tuple[str, ...]:
    """What shows that a mkdocs.yml describes another site; () for one that is meant for the site of ideas.

    Nothing of the file is run to find out, and tags that only its own site knows do no harm.
    """
    keys = _nodes(own)
    inherited = getattr(keys.get("INHERIT"), "value", None)
    if isinstance(inherited, str) and inherited.endswith("shell/mkdocs.yml"):
        return ()
    return () if "ideario" in _pairs(keys.get("extra")) else tuple(sorted(keys.keys() - LOOK))


def _nodes(file: Path) -> "dict[str, yaml.Node]":
    """What a file says, by its keys; {} where nobody can say: mkdocs tells what is wrong with it."""
    import yaml

    try:
        return _pairs(yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader))
    except (OSError, yaml.YAMLError):
        return {}


def _pairs(node: "yaml.Node | None") -> "dict[str, yaml.Node]":
    import yaml

    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def _load(file: Path) -> dict[str, Any]:
    """A mkdocs.yml with what it inherits, as mkdocs reads it."""
    from mkdocs.exceptions import ConfigurationError
    from mkdocs.utils.yaml import yaml_load

    with file.open("rb") as source:
        found = yaml_load(source)
    if not isinstance(found, dict):
        raise ConfigurationError(f"{file.name} is no mapping of keys and values")
    return found


def _extensions(told: Mapping[str, Any]) -> dict[str, Any]:
    """Extensions of Markdown by name, however they are written."""
    named = told.get("markdown_extensions") or {}
    if isinstance(named, Mapping):
        return dict(named)
    found: dict[str, Any] = {}
    for entry in named:
        found |= entry if isinstance(entry, Mapping) else {entry: {}}
    return {name: options or {} for name, options in found.items()}


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged
