"""Writes the site: stages every file beside the last good site, keeps what has not changed, then swaps the two.

An interrupted build leaves the last good site whole, since nothing is ever written into it.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from markupsafe import escape

from ideario.files import put_bytes, remove, swap
from ideario.forge.hosting import AS_IT_IS
from ideario.forking import forkable, forked, shared
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.progress import Progress
from ideario.publishing.api.documents import documents
from ideario.publishing.api.similar_index import similar_files
from ideario.publishing.edition import Edition
from ideario.publishing.following.calendars import calendars
from ideario.publishing.following.feeds import feeds
from ideario.publishing.pages.page_list import PREVIEW, WITH_CARDS, Page, file_path, look, site_path
from ideario.publishing.pages.render import Renderer, Sources
from ideario.publishing.shells.shell_sources import files_below
from ideario.publishing.site_files import last_change, site_files

CHUNK = 250
SITEMAP_LIMIT = 50_000  # addresses in one sitemap, by the protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of the site's files: how many were written anew or kept as they were, and their bytes in all.

    `looks` tells each file as `look` does, in no order; two sites that are the same were written at different times.
    """

    new: int
    kept: int
    size: int
    looks: tuple[str, ...] = field(compare=False)


class Stage:
    """A site in the making at `staging`, beside the last good one at `site`, which is only read."""

    def __init__(self, staging: Path, site: Path) -> None:
        self._staging, self._site = staging, site
        self._folders: set[str] = set()
        self._has_old = site.is_dir()
        self._new = self._kept = self._size = 0
        self._looks: list[str] = []

    def put(self, path: str, content: bytes) -> None:
        """Add a file. If the last good site has the same bytes there, the file itself is shared, not written."""
        target, old = f"{self._staging}/{path}", f"{self._site}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._folders:
            self._make(folder)
        self._size += len(content)
        if self._has_old and _same(old, content):
            try:
                os.link(old, target)
            except OSError:  # a file system without hard links
                shutil.copy2(old, target)
            self._kept += 1
            self._looks.append(look(path, os.stat(target)))
            return
        self._looks.append(look(path, put_bytes(target, content)))
        self._new += 1

    def _make(self, folder: str) -> None:
        try:
            os.mkdir(folder)  # nearly always all that is missing; makedirs would look at every folder above
        except OSError:
            os.makedirs(folder, exist_ok=True)
        self._folders.add(folder)

    def fresh(self) -> "Stage":
        """The same stage, with its counts at nothing: for another process."""
        return Stage(self._staging, self._site)

    @property
    def written(self) -> Written:
        """What was put so far."""
        return Written(new=self._new, kept=self._kept, size=self._size, looks=tuple(self._looks))


def _same(path: str, content: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(content):
            return False
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False


def write_site(
    edition: Edition,
    sources: Sources,
    *,
    site: Path,
    workers: int,
    progress: Progress | None = None,
) -> Written:
    """Write the whole site to `site`, replacing what is there.

    `workers` processes render pages (1: this one). `progress` is told (pages done, pages in all).
    Raises Failure when a hand-written page is at fault or the disk refuses; the last good site stays.
    """
    staging = site.with_name(f".{site.name}.next")
    try:
        remove(staging)
        staging.mkdir(parents=True)
        renderer = Renderer(edition, sources)
        pages = renderer.pages
        totals = []
        done = 0
        with _page_chunks(renderer, pages, Stage(staging, site), workers) as chunks:
            # While the workers render, this process writes the rest.
            totals.append(_put_documents(edition, renderer, sources, Stage(staging, site)))
            for count, part in chunks:
                totals.append(part)
                done += count
                if progress is not None:
                    progress(done, len(pages))
        swap(staging, site)
    except OSError as error:
        remove(staging)
        raise Failure(
            f"the site cannot be written: {error.strerror or error}: {error.filename or site}",
            hint="the last good site is untouched; make room or mend the permissions and build again",
        ) from error
    except BaseException:
        remove(staging)
        raise
    return Written(
        new=sum(part.new for part in totals),
        kept=sum(part.kept for part in totals),
        size=sum(part.size for part in totals),
        looks=tuple(chain.from_iterable(part.looks for part in totals)),
    )


# ---- pages, in several processes

_Chunk = tuple[Page, ...]


def _put_chunk(renderer: Renderer, chunks: Sequence[_Chunk], stage: Stage, number: int) -> tuple[int, Written]:
    stage = stage.fresh()
    for page in chunks[number]:
        stage.put(file_path(page, renderer.languages), renderer.render(page).encode())
    return len(chunks[number]), stage.written


def _put_shared_chunk(number: int) -> tuple[int, Written]:
    renderer, chunks, stage = shared()
    return _put_chunk(renderer, chunks, stage, number)


def _chunks(pages: tuple[Page, ...]) -> Iterator[_Chunk]:
    """The pages in portions. The lists of a language stay together, and come first, since they share their cards."""
    for language in dict.fromkeys(page.language for page in pages):
        yield tuple(page for page in pages if page.language == language and page.kind in WITH_CARDS)
    others = tuple(page for page in pages if page.kind not in WITH_CARDS)
    yield from (others[start : start + CHUNK] for start in range(0, len(others), CHUNK))


@contextmanager
def _page_chunks(
    renderer: Renderer, pages: tuple[Page, ...], stage: Stage, workers: int
) -> Iterator[Iterator[tuple[int, Written]]]:
    """Render and put every page, by itself where there are workers; yields (pages, what became of them) per portion."""
    chunks = tuple(_chunks(pages))
    numbers = range(len(chunks))
    if workers < 2 or len(pages) < 2 * CHUNK or not forkable():
        yield (_put_chunk(renderer, chunks, stage, number) for number in numbers)
        return
    with forked(workers, renderer, chunks, stage, doing=say("writing pages")) as pool:
        portions = [pool.submit(_put_shared_chunk, number) for number in numbers]
        yield (portion.result() for portion in as_completed(portions))


# ---- everything that is not a page


def _put_documents(edition: Edition, renderer: Renderer, sources: Sources, stage: Stage) -> Written:
    first = edition.community.settings.site_languages[0]
    for language in edition.community.settings.site_languages:
        folder = sources.shells / language
        for path in files_below(folder):
            name = path.relative_to(folder).as_posix()
            if path.suffix != ".html" and (language == first or not name.startswith("assets/")):
                stage.put(name if language == first else f"{language}/{name}", path.read_bytes())
    for path in files_below(sources.schemas):
        stage.put(f"schemas/{path.name}", path.read_bytes())
    stage.put("assets/community.css", _status_colours(edition).encode())
    words = renderer.templates.t(first)
    for name, content in chain(documents(edition), feeds(edition, renderer.templates), calendars(edition, words)):
        stage.put(name, content)
    for name, content in chain(similar_files(edition), site_files(edition), _sitemaps(edition, renderer)):
        stage.put(name, content)
    stage.put(AS_IT_IS, b"")
    return stage.written


def _status_colours(edition: Edition) -> str:
    statuses: Mapping[str, str] = {s.slug: s.colour for s in edition.community.settings.statuses.values()}
    return "".join(f".status-{slug}{{--status:{colour}}}\n" for slug, colour in statuses.items())


def _sitemaps(edition: Edition, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """sitemap.xml, or where one is too long an index of several."""
    site = edition.community.settings.url
    changed = {idea.slug: last_change(edition, idea) for idea in edition.newest}
    addresses = [
        (
            str(escape(site + site_path(page, renderer.languages))),
            changed[page.key] if page.kind == "idea" else "",
        )
        for page in renderer.pages
        if renderer.canonical(page) and not page.path.endswith(".html") and page.path != PREVIEW
    ]
    parts = [addresses[start : start + SITEMAP_LIMIT] for start in range(0, len(addresses), SITEMAP_LIMIT)]
    if len(parts) == 1:
        yield "sitemap.xml", _sitemap("urlset", "url", parts[0])
        return
    for number, part in enumerate(parts, 1):
        yield f"sitemap-{number}.xml", _sitemap("urlset", "url", part)
    yield (
        "sitemap.xml",
        _sitemap("sitemapindex", "sitemap", [(f"{site}sitemap-{n + 1}.xml", "") for n in range(len(parts))]),
    )


def _sitemap(root: str, element: str, addresses: Sequence[tuple[str, str]]) -> bytes:
    """A list of addresses, each with the day of its last change, or ""."""
    lines = "\n".join(
        f"<{element}><loc>{address}</loc>{day and f'<lastmod>{day}</lastmod>'}</{element}>"
        for address, day in addresses
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{lines}\n</{root}>\n"
    ).encode()
