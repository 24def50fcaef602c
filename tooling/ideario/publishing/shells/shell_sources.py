"""Says where shells come from, and lays generic and own pages over one another for the site generator to read."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ideario.publishing.shells.site_config import foreign_keys, led_to
from ideario.publishing.words import Word, is_language
from ideario.resources import FALLBACK

_NAMED = re.compile(r"\[\[([a-z_.]+)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellSources:
    """Where shells come from: the tool's `shell` folder and the community's `root` with its own pages and overrides.

    `languages` in the order of the site, the first at its root; `url` is the published address; `proposing` says
    whether there is a place to propose ideas at.
    """

    shell: Path
    root: Path
    languages: tuple[str, ...]
    url: str
    proposing: bool

    @property
    def generic_config(self) -> Path:
        """The mkdocs.yml that every site begins with."""
        return self.shell / "mkdocs.yml"

    @property
    def own_config(self) -> Path | None:
        """The community's own mkdocs.yml, laid over the generic one; None for none, and for one of another site."""
        file = self.root / "mkdocs.yml"
        return file if file.is_file() and not foreign_keys(file) else None

    @property
    def root_language(self) -> str | None:
        """The language of the own pages that lie in no folder of a language: the first one that has none."""
        return next((language for language in self.languages if not (self.pages / language).is_dir()), None)

    @property
    def pages(self) -> Path:
        """The community's own pages; the folder need not exist."""
        return self.root / "site" / "pages"

    @property
    def overrides(self) -> Path:
        """The community's own templates for mkdocs; the folder need not exist."""
        return self.root / "site" / "overrides"


def files_below(folder: Path) -> Iterator[Path]:
    """All files below `folder` in one order everywhere; none when it does not exist. Links are not followed."""
    return map(Path, names_below(folder))


def names_below(folder: Path) -> Iterator[str]:
    """As `files_below`, as text: ten thousand Paths take longer to make than the files to read."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        yield from (f"{path}/{name}" for name in sorted(names) if not name.startswith("."))


def config_files(own: Path) -> Iterator[str]:
    """The files that tell what a mkdocs.yml does, by name: itself, followed where it is a link, those that it inherits,
    and the templates in the folder that it names.
    """
    files, templates = led_to(own)
    yield from map(os.path.realpath, files)
    if templates is not None:
        yield from names_below(templates)


def lay_out(sources: ShellSources, language: str, docs: Path, words: Mapping[str, Word]) -> tuple[list[str], list[str]]:
    """Lays generic and own pages over one another in `docs`; the community's win.

    Returned are the names of its own pages, and of those that are made of words alone, so that every language has them.
    What stands for many records has no words of its own, so that it is the same in every language.
    """
    lists = sources.shell / "lists"
    layers = [
        (path, layer)
        for layer in (sources.shell / "records", lists, sources.shell / "pages" / pages_language(sources, language))
        for path in files_below(layer)
    ]
    layers += [(path, sources.pages) for path in _root_pages(sources, language)]
    layers += [(path, sources.pages / language) for path in files_below(sources.pages / language)]
    if language == sources.languages[0]:  # which keeps the pictures of all
        folders = [sources.pages / other for other in sources.languages[1:]]
        layers = [(path, folder) for folder in folders for path in files_below(folder / "assets")] + layers
    layers += [(path, sources.shell) for path in files_below(sources.shell / "assets")]
    for path, layer in layers:
        target = docs / path.relative_to(layer)
        target.parent.mkdir(parents=True, exist_ok=True)
        if layer == lists:
            target.write_text(_worded(path.read_text("utf-8"), words), "utf-8", newline="\n")
        else:
            shutil.copyfile(path, target)
    names = [(path.relative_to(layer).as_posix(), layer) for path, layer in layers]
    own = [name for name, layer in names if layer.is_relative_to(sources.pages)]
    return own, [name for name, layer in names if layer == lists and name not in own]


def _worded(page: str, words: Mapping[str, Word]) -> str:
    """A page whose words are named in [[brackets]], in a language; before its text they are quoted as YAML has it."""
    _, settings, text = page.split("---\n", 2)
    settings = _NAMED.sub(lambda name: json.dumps(words[name[1]]), settings)
    return f"---\n{settings}---\n{_NAMED.sub(lambda name: str(words[name[1]]), text)}"


def _root_pages(sources: ShellSources, language: str) -> Iterator[Path]:
    """What lies in no folder of a language: pages for readers of one, and what is no page for them and the first tree.

    Pages link to it beside them, and pictures are kept by the first tree for all.
    """
    for path in files_below(sources.pages):
        parts = path.relative_to(sources.pages).parts
        if len(parts) > 1 and is_language(parts[0]):
            continue
        readers = {sources.root_language} if path.suffix == ".md" else {sources.root_language, sources.languages[0]}
        if language in readers:
            yield path


def pages_language(sources: ShellSources, language: str) -> str:
    """The language of the generic pages for readers of `language`: it, its base (`pt` for `pt-BR`) or English."""
    names = (language, language.split("-", maxsplit=1)[0], FALLBACK)
    return next(name for name in names if (sources.shell / "pages" / name).is_dir())
