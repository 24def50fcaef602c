"""Writes the site: renders what would show something else than the page that stands, and puts it into its place.

Nothing is written into the last good site before all is made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, compress
from pathlib import Path

from ideario.forge.hosting import AS_IT_IS
from ideario.forking import Tickets, forkable, forked, shared
from ideario.messages.said import say
from ideario.progress import Progress
from ideario.publishing.api.documents import documents
from ideario.publishing.api.similar_index import similar_files
from ideario.publishing.charts.chart_tables import chart_files
from ideario.publishing.edition import Edition
from ideario.publishing.finding.finding_files import finding_files
from ideario.publishing.following.calendars import calendars
from ideario.publishing.following.embeds import embeds
from ideario.publishing.following.feeds import feeds
from ideario.publishing.following.pictures import Easel, pictures
from ideario.publishing.outputs.digests import unmade
from ideario.publishing.outputs.site_change import change, staged
from ideario.publishing.outputs.site_record import Output, SiteRecord, looks_below
from ideario.publishing.outputs.stage import Stage, StagePart
from ideario.publishing.pages.escaping import escaped
from ideario.publishing.pages.page_addresses import PREVIEW, Page, file_path, site_path
from ideario.publishing.pages.page_list import WITH_CARDS
from ideario.publishing.pages.render import Renderer
from ideario.publishing.shells.shell_sources import files_below
from ideario.publishing.shown_pictures import picture_bytes, shown_pictures
from ideario.publishing.site_files import last_change, site_files
from ideario.publishing.smaller_pictures import small_bytes

STEP = 50
"""Pages that one process takes at a time, and of which it makes one thing at a time, their drafts, say: 190 µs a page,
and 240 where each is finished before the next begins, since the code for one thing leaves that of another no room in
the processor's caches.
"""
MIN_PAGES = 500
"""Fewer pages than this are made before another process has begun."""
SITEMAP_LIMIT = 50_000  # addresses in one sitemap, by the protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of the site's files: how many were written anew or kept as they were, and their bytes in all.

    `outputs` tell each file, in no order; two sites that are the same were written at different times. `changed` are
    the paths of files that were written or taken away, and `renderer` is who made the pages.
    """

    new: int
    kept: int
    size: int
    outputs: tuple[Output, ...] = field(compare=False)
    changed: Sequence[str] = field(compare=False)
    renderer: Renderer = field(compare=False)


def write_site(
    renderer: Renderer,
    *,
    site: Path,
    workers: int,
    record: SiteRecord | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Written:
    """Write the whole site of an edition to `site`, replacing what is there.

    `workers` processes render pages, this one among them. `record` is what is known of what is there (None: how it
    looks). `progress` is told (pages done, pages in all). `meanwhile` is called while other processes render. Raises
    Failure when a hand-written page is at fault or the disk refuses; the last good site stays.
    """
    record = SiteRecord(looks=looks_below(site)) if record is None else record
    with staged(site):
        pages = renderer.pages
        parts: list[StagePart] = []
        done = 0
        with _page_chunks(renderer, pages, Stage(site, record), workers) as chunks:
            # While the others render, this process writes the rest.
            parts.append(_put_documents(renderer, Stage(site, record)))
            if meanwhile is not None:
                meanwhile()
            for count, part in chunks:
                parts.append(part)
                done += count
                if progress is not None:
                    progress(done, len(pages))
    changed = [path for part, _ in parts for path in part]
    outputs = tuple(chain.from_iterable(part for _, part in parts))
    gone = record.looks.keys() - {output.path for output in outputs}
    change(site, changed, gone)
    return Written(
        new=len(changed),
        kept=len(outputs) - len(changed),
        size=sum(output.size for output in outputs),
        outputs=outputs,
        changed=[*changed, *gone],
        renderer=renderer,
    )


# ---- pages, in several processes

_Chunk = tuple[Page, ...]


def _put_chunk(renderer: Renderer, chunks: Sequence[_Chunk], stage: Stage, number: int) -> tuple[int, StagePart]:
    stage, pages = stage.fresh(), chunks[number]
    for start in range(0, len(pages), STEP):
        step = pages[start : start + STEP]
        paths = [file_path(page, renderer.languages) for page in step]
        drafts = [renderer.draft(page) for page in step]
        digests = [draft.digest for draft in drafts]
        other = [not stage.keeps(path, digest) for path, digest in zip(paths, digests, strict=True)]
        contents = [draft.html.encode() for draft in compress(drafts, other)]
        for path, digest, content in zip(compress(paths, other), compress(digests, other), contents, strict=True):
            stage.add(path, digest, content)
    return len(pages), stage.part


def _put_shared() -> list[tuple[int, StagePart]]:
    """In another process: all portions that it comes to take."""
    renderer, chunks, stage, tickets = shared()
    return [_put_chunk(renderer, chunks, stage, number) for number in iter(tickets.take, None)]


def _chunks(pages: tuple[Page, ...]) -> Iterator[_Chunk]:
    """The pages in portions. The lists of a language stay together, and come first, since they share their cards."""
    for language in dict.fromkeys(page.language for page in pages):
        yield tuple(page for page in pages if page.language == language and page.kind in WITH_CARDS)
    others = tuple(page for page in pages if page.kind not in WITH_CARDS)
    yield from (others[start : start + STEP] for start in range(0, len(others), STEP))


@contextmanager
def _page_chunks(
    renderer: Renderer, pages: tuple[Page, ...], stage: Stage, workers: int
) -> Iterator[Iterator[tuple[int, StagePart]]]:
    """Render and put every page, with other processes where there are workers, which begin at once; yields per portion
    (pages, what became of them).
    """
    chunks = tuple(_chunks(pages))
    if workers < 2 or len(pages) < MIN_PAGES or not forkable():
        yield (_put_chunk(renderer, chunks, stage, number) for number in range(len(chunks)))
        return
    with (
        closing(Tickets(range(len(chunks)))) as tickets,
        forked(workers - 1, renderer, chunks, stage, tickets, doing=say("writing pages")) as pool,
    ):
        theirs = [pool.submit(_put_shared) for _ in range(workers - 1)]
        mine = (_put_chunk(renderer, chunks, stage, number) for number in iter(tickets.take, None))
        yield _as_they_come(mine, theirs)


def _as_they_come(
    mine: Iterator[tuple[int, StagePart]], theirs: "Sequence[Future[list[tuple[int, StagePart]]]]"
) -> Iterator[tuple[int, StagePart]]:
    """This process's portions, and then those of the others; it goes on no longer than none of them is killed."""
    for portion in mine:
        for others in theirs:
            if others.done():
                others.result()  # raises where one was killed
        yield portion
    for others in as_completed(theirs):
        yield from others.result()


# ---- everything that is not a page


def _put_documents(renderer: Renderer, stage: Stage) -> StagePart:
    edition, sources = renderer.press.edition, renderer.sources
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
    for name, feed in feeds(edition, renderer.templates):
        stage.put(name, feed)
    for name, content in chain(documents(edition), calendars(edition, words)):
        stage.put(name, content)
    community = edition.community
    easel = Easel(sources.font, sources.pictures, community.picture_of(community.settings))
    drawn = chain(embeds(edition, renderer.templates), pictures(edition, easel))
    found = finding_files(edition, renderer.templates, sources.shells)
    beside = chain(similar_files(edition), found, site_files(edition), chart_files(edition.insights))
    for name, content in chain(drawn, beside, _sitemaps(edition, renderer)):
        stage.put(name, content)
    for picture in shown_pictures(edition.community):
        stage.put(picture.address, unmade(picture_bytes, picture))
        if picture.small:
            stage.put(picture.small, unmade(small_bytes, picture))
    stage.put(AS_IT_IS, b"")
    return stage.part


def _status_colours(edition: Edition) -> str:
    statuses: Mapping[str, str] = {s.slug: s.colour for s in edition.community.settings.statuses.values()}
    return "".join(f".status-{slug}{{--status:{colour}}}\n" for slug, colour in statuses.items())


def _sitemaps(edition: Edition, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """sitemap.xml, or where one is too long an index of several."""
    site = edition.community.settings.url
    changed = {idea.slug: last_change(edition, idea) for idea in edition.newest}
    addresses = [
        (
            escaped(site + site_path(page, renderer.languages)),
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
