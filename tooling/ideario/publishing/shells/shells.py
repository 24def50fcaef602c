"""Builds the shells: pages with slots, made by mkdocs from hand-written sources only, and kept until these change.

Owns mkdocs and mkdocs-material. Nothing contributed comes through here, which is why shells can be cached, and why
hostile text has one door, the stamper. The site generator runs in a process of its own, beside the reading of ideas.
"""

import contextlib
import hashlib
import io
import json
import logging
import multiprocessing
import os
import shutil
import stat
import traceback
import unicodedata
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from babel.core import get_global

from ideario.files import end_with_parent
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.publishing.shells import (
    module_imports,
    page_sections,
    shell_sources,
    site_config,
    style_sheet,
    theme_files,
)
from ideario.publishing.shells.shell_sources import (
    ShellSources,
    config_files,
    files_below,
    lay_out,
    pages_language,
)
from ideario.publishing.shells.site_config import configuration, own_templates
from ideario.publishing.words import Word, direction, locale_of, read_words
from ideario.resources import installed, spoken


def _refuse_odd(folder: Path) -> None:
    """A Failure where pages or templates of the community are links, whatever to, or no files.

    What a link points to need not be meant for the public, and to read of a device never ends.
    """
    if folder.parent.is_symlink() or folder.is_symlink():
        raise Failure(
            say("{folder} is a link, or in one, and pages are published", folder=folder),
            hint=say("put the folder itself here"),
        )
    for path, folders, names in os.walk(folder):
        for name in (*folders, *names):
            look = os.lstat(f"{path}/{name}")
            if not (stat.S_ISREG(look.st_mode) or stat.S_ISDIR(look.st_mode)):
                link = say("{file} is a link, and pages are published", file=f"{path}/{name}")
                raise Failure(
                    link if stat.S_ISLNK(look.st_mode) else say("{file} is no file", file=f"{path}/{name}"),
                    hint=say("put the file itself in its place"),
                )


def shells_digest(sources: ShellSources) -> str:
    """SHA-256 over everything that a shell depends on: sources, configuration, languages, address, versions."""
    digest = hashlib.sha256()
    for fact in (
        *installed(),
        *sources.languages,
        sources.url,
        str(sources.proposing),
    ):
        digest.update(fact.encode() + b"\0")
    for place, folder in enumerate((sources.shell, sources.pages, sources.overrides)):
        if place:
            _refuse_odd(folder)
        for path in files_below(folder):
            digest.update(f"{place}:{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    own = sources.own_config
    for file in (sources.generic_config, *(() if own is None else map(Path, config_files(own)))):
        digest.update(hashlib.sha256(file.read_bytes() if file.is_file() else b"").digest())
    for module in (module_imports, page_sections, shell_sources, site_config, style_sheet, theme_files):
        digest.update(Path(str(module.__file__)).read_bytes())
    for name in ("shells.py", "theme_templates.py"):
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()


class ShellBuild:
    """Shells on their way: started at once, waited for when they are needed."""

    def __init__(self, sources: ShellSources, cache: Path) -> None:
        self._place = cache.resolve() / "shells" / shells_digest(sources)[:16]
        self._child: multiprocessing.process.BaseProcess | None = None
        if not self._place.is_dir():
            fork = "fork" in multiprocessing.get_all_start_methods()
            process = multiprocessing.get_context("fork").Process if fork else multiprocessing.Process
            self._child = process(target=_build, args=(os.getpid(), sources, self._place))
            self._child.start()

    def wait(self) -> Path:
        """The folder that holds one tree of shells per language, named by it.

        Raises Failure with what mkdocs said when the hand-written sources cannot be built.
        """
        if self._child is not None:
            self._child.join()
            if not self._place.is_dir():
                complaint, bug = self._place.with_suffix(".failed"), self._place.with_suffix(".bug")
                if bug.is_file():
                    raise RuntimeError(f"in the process that builds the pages:\n{bug.read_text('utf-8')}")
                text, hint = say("mkdocs stopped without a word"), say("mend site/ or mkdocs.yml, or the disk")
                with contextlib.suppress(OSError, ValueError):  # there is none, or half of one on a disk that is full
                    text, hint = json.loads(complaint.read_bytes())
                raise Failure(say("the pages of the site cannot be built: {text}", text=text), hint=hint)
            for old in self._place.parent.iterdir():
                if old != self._place:
                    shutil.rmtree(old, ignore_errors=True)
        return self._place

    def abandon(self) -> None:
        """Stop what is still running; for the way out of a build that failed elsewhere."""
        if self._child is not None and self._child.is_alive():
            self._child.terminate()
            self._child.join()


def _build(parent: int, sources: ShellSources, place: Path) -> None:
    """Runs in the child: builds every language's tree beside `place` and puts it there whole."""
    end_with_parent(parent)
    if hasattr(os, "nice"):  # the parent reads all the content meanwhile, in several processes, and needs these last
        os.nice(10)
    work = place.with_suffix(f".{os.getpid()}")
    complaint, bug = place.with_suffix(".failed"), place.with_suffix(".bug")
    place.parent.mkdir(parents=True, exist_ok=True)
    complaint.unlink(missing_ok=True)
    bug.unlink(missing_ok=True)
    try:
        for language in sources.languages:
            _build_language(sources, language, work)
        theme_files.tidied(work / "site")
        os.replace(work / "site", place)
    except (Failure, OSError) as error:  # told in the parent, where it can be shown
        hint = error.hint if isinstance(error, Failure) else say("mend the disk or its permissions")
        with contextlib.suppress(OSError):  # the disk may be what is at fault
            complaint.write_text(json.dumps([str(error) or type(error).__name__, hint]), "utf-8", newline="\n")
    except Exception:  # noqa: BLE001 - a bug, which the parent raises
        with contextlib.suppress(OSError):
            bug.write_text(traceback.format_exc(), "utf-8", newline="\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build_language(sources: ShellSources, language: str, work: Path) -> None:
    # Imported here, in the child: the site generator takes half a second and 50 MB that the parent need not pay.
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    from ideario.publishing.shells.theme_templates import compiled_once

    first, folders = language == sources.languages[0], (sources.overrides / "words", sources.shell / "words")
    said, words = spoken(folders, language), read_words(folders, language)
    generic = pages_language(sources, language)
    docs, site = work / "docs" / language, work / "site" / language
    own_pages, listing = lay_out(sources, language, docs, words)
    built = {
        "site_name": "%%site_name%%",
        "site_url": sources.url + ("" if first else f"{language}/"),
        "docs_dir": str(docs),
        "site_dir": str(site),
        "strict": True,
        "use_directory_urls": True,
        "validation": {"anchors": "warn"},
        "theme": {"custom_dir": str(sources.shell / "theme")},
        "extra": {
            "language": said,
            "direction": direction(said),
            "locale": _open_graph(said),
            "proposing": sources.proposing,
            "sheet": style_sheet.put_together(docs),
            "imported": partial(module_imports.imported, docs / "assets"),
            "theme_sheets": theme_files.theme_sheets(),
            "words": _frame(words),
            "own_words": (folders[0] / f"{said}.yml").is_file(),
            "everyone": [
                {
                    "words": _frame(read_words(folders, other)),
                    "language": spoken(folders, other),
                    "direction": direction(spoken(folders, other)),
                    "folder": "" if other == sources.languages[0] else f"{other}/",
                }
                for other in sources.languages
            ],
            "pages": {"lang": generic, "dir": direction(generic)},
            "own_pages": {"lang": language, "dir": direction(language)},
            "own": own_pages,
            "listing": listing,
        },
    }
    complaints = _Complaints()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(complaints)
    logger.propagate = False
    try:
        own = sources.own_config
        told = configuration(sources.generic_config, own, built)
        config = load_config(io.BytesIO(), config_file_path=str((own or sources.generic_config).resolve()), **told)
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", heading_id)
        for folder in (own_templates(own, sources.generic_config), sources.overrides):
            if folder is not None and folder.is_dir():
                config.theme.dirs.insert(0, str(folder))
        with compiled_once(config.theme):
            build(config)
    except BaseException as error:  # mkdocs leaves by SystemExit when it is strict
        said = "; ".join(complaints.messages) or str(error) or type(error).__name__
        raise Failure(said, hint=say("mend site/ or mkdocs.yml")) from error
    finally:
        logger.removeHandler(complaints)
    page_sections.write_sections(site)
    if not first:
        theme_files.share_assets(site)


def _frame(words: Mapping[str, Word]) -> dict[str, Word]:
    """The words that stand around every page."""
    return {key[6:]: word for key, word in words.items() if key.startswith("frame.")}


def _open_graph(language: str) -> str:
    """A language as OpenGraph wants it, with a country: where it names none, the one that CLDR thinks of first."""
    locale = locale_of(language)
    likely: str = get_global("likely_subtags").get(str(locale), "")
    return f"{locale.language}_{locale.territory or likely.rpartition('_')[2]}"


def heading_id(text: str, separator: str) -> str:
    """The id of a heading: its letters of any script, marks and digits, in small letters, its words joined."""
    kept = "".join(
        sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" or sign in "_-" else " "
        for sign in unicodedata.normalize("NFC", text).lower()
    )
    return separator.join(kept.replace("-", " ").split())


class _Complaints(logging.Handler):
    """Keeps what mkdocs warns of, to be shown when it refuses to build."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
