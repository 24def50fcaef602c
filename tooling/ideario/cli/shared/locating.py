"""Finds the community to which files belong, by walking upwards from them, and their paths as it sees them."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from ideario.messages.said import say
from ideario.model.community import SETTINGS_PATH
from ideario.problems import Failure


def located(root: Path, paths: Sequence[str]) -> tuple[Path, list[str]]:
    """The community's folder and the paths below it, with forward slashes.

    A folder that was named with --root is the community's. Otherwise it is the nearest one above the files, all of
    which must belong to it; a folder that holds content/ without community.yml counts where there is no better one.
    Raises Failure where a path is in no community, since a file that nobody looks at is not known to be fine.
    """
    context = click.get_current_context().parent
    named = context is not None and context.get_parameter_source("root") is not click.core.ParameterSource.DEFAULT
    if named:
        return root, [_inside(root, path) for path in paths]
    homes: dict[Path, list[str]] = {}
    for path in paths:
        here = Path(os.path.abspath(path))
        home = _home(here) or _home(_real(here)) or _home(Path.cwd()) or Path.cwd()
        homes.setdefault(home, []).append(path)
    if len(homes) > 1:
        raise Failure(
            say("these files belong to several communities: {folders}", folders=", ".join(map(os.path.relpath, homes))),
            hint=say("check one at a time, and name it with --root"),
        )
    home = next(iter(homes), None) or _home(Path.cwd()) or Path.cwd()
    shown = Path(os.path.relpath(home))
    if paths and not (home / "content").exists():
        raise Failure(
            say(
                "{path} is in no community: neither in its folder nor in one above it stands {file}",
                path=paths[0],
                file=SETTINGS_PATH,
            ),
            hint=say("name the community's folder: {command}", command="ideario --root FOLDER check"),
        )
    return shown, [_inside(shown, path) for path in paths]


def community_above(folder: Path) -> Path:
    """The nearest folder that is a community's, from one upwards, as seen from here; the folder itself without any."""
    here = Path(os.path.abspath(folder))
    found = next((above for above in (here, *here.parents) if (above / SETTINGS_PATH).is_file()), here)
    return folder if found == here else Path(os.path.relpath(found))


def _real(path: Path) -> Path:
    """A path without links on the way to it; what it names itself may be one."""
    return Path(os.path.realpath(path.parent)) / path.name


def _home(path: Path) -> Path | None:
    """The nearest folder, from a path upwards, that is a community's."""
    above = [path, *path.parents] if path.is_dir() else list(path.parents)
    for folder in above:
        if (folder / SETTINGS_PATH).is_file():
            return folder
    return next((folder.parent for folder in above if folder.name == "content"), None)


def _inside(root: Path, path: str) -> str:
    """A path as `root` sees it: given from here where that leads into `root`, else from `root`.

    Links on the way to the community's folder are followed; its own are not, since one may be what is wrong.
    """
    home = Path(os.path.abspath(root))
    here, there = Path(os.path.abspath(path)), Path(os.path.abspath(home / path))
    for place in (here, there):
        if place.is_relative_to(home) and os.path.lexists(place):
            return place.relative_to(home).as_posix()
    for folder in here.parents if os.path.lexists(here) else ():
        if folder.exists() and folder.samefile(home):
            return here.relative_to(folder).as_posix()
    if here.exists() and here.samefile(home):
        return "."
    real = _real(here)
    if os.path.lexists(real) and real.is_relative_to(os.path.realpath(home)):
        return real.relative_to(os.path.realpath(home)).as_posix()
    return Path(os.path.normpath(path)).as_posix()
