"""Processes that go beside a build until it writes pages: they read content files, find out which ideas are alike, and
make HTML of ideas' texts.

They are forked once, before a thread is started and while little is in memory, which a fork would have to copy.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import chain
from pathlib import Path

from ideario.forking import Tickets, forkable, forked, shared
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.read_files import Held
from ideario.intake.schemas import load_schemas
from ideario.intake.yaml.strict import parse
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.model.likeness.similar_ideas import SimilarIdeas, Worded, WordedIdea

CHUNK = 250
EARLY, LATE = 0, 1
MIN_IDEAS = 1000
"""Fewer ideas than this are done with before another process has begun."""
IDEAS = "content/ideas/"
LIKENESS = "ideario.similarity.nearest"
"""Loads numpy, which this process needs as well as the others: a tenth of a second for each that does so by itself."""


class BuildCrew:
    """What the processes are asked for; without any, who asks does it. To be closed before pages are written, which
    other processes do.

    `paths` are those of files below content/ideas, whose bytes the `size` processes hold. Of the `tickets` for portions
    of these there are two kinds: of those whose texts may be made at once, and of those behind the comparison of ideas,
    which one process does alone and nobody should have to wait for. Each process is asked for few things that take
    long, since whoever sends something waits for this one, which is busy.
    """

    def __init__(
        self,
        pool: Executor | None,
        end: Callable[[], None] = lambda: None,
        size: int = 0,
        paths: Sequence[str] = (),
        tickets: Sequence[Tickets] = (),
    ) -> None:
        self.pool = pool
        self._end = end
        self._size = size
        self._chunks = portions_of(paths)
        self._tickets = tickets
        self._made: list[Future[dict[str, str]]] = []
        self._compared: Future[tuple[SimilarIdeas, dict[str, str]]] | None = None

    def make_prose(self) -> None:
        """Begin with the HTML of texts, behind all that was asked for before."""
        if self.pool is not None:
            self._tickets[EARLY].add(range(len(self._chunks)))
            self._made = [self.pool.submit(prose_left, EARLY) for _ in range(self._size)]

    def similar(self, ideas: Sequence[Idea], kept: Path) -> Callable[[], SimilarIdeas]:
        """Begin to find out which ideas are alike, before most prose is made; given is what waits for that."""
        here = partial(alike, ideas, kept)
        if self.pool is None:
            return here
        worded = [WordedIdea(idea.slug, idea.title, idea.summary, idea.language) for idea in ideas]
        # But for a portion for each: they are not idle until these ideas have arrived.
        self._tickets[LATE].add(self._tickets[EARLY].take_all(but=self._size))
        try:
            compared = self._compared = self.pool.submit(alike_and_prose, worded, kept)
            if self._made:
                self._made += [self.pool.submit(prose_left, LATE) for _ in range(1, self._size)]
        except BrokenExecutor:  # stopped from outside
            return here

        def waited() -> SimilarIdeas:
            try:
                return compared.result()[0]
            except BrokenExecutor:  # likewise
                return here()

        return waited

    def prose(self, community: Community) -> Mapping[str, str]:
        """The HTML of texts by slug, as far as it was begun: helps with what nobody has begun."""
        if not self._made:
            return {}
        from ideario.publishing.prose.markdown import prose_html  # where a build that changes nothing never comes

        ideas = {idea.path: idea for idea in community.ideas.values()}
        found: dict[str, str] = {}
        for number in chain.from_iterable(iter(tickets.take, None) for tickets in self._tickets):
            mine = (ideas.get(IDEAS + path) for path in self._chunks[number])
            found |= {idea.path: str(prose_html(idea.body)) for idea in mine if idea is not None and idea.body}
        with suppress(BrokenExecutor):  # stopped from outside: whoever needs the rest makes it
            for portions in self._made:
                found |= portions.result()
            found |= self._compared.result()[1] if self._compared is not None else {}
        return {ideas[path].slug: html for path, html in found.items() if path in ideas}

    def close(self) -> None:
        """End the processes."""
        self._end()


@contextmanager
def crew_of(root: Path, texts: Mapping[str, bytes], workers: int, schemas: Path) -> Iterator[BuildCrew]:
    """The crew of a build of `workers` processes, this one among them; few ideas need none.

    `texts` are the bytes of the files of ideas, by their paths below the folder of these.
    """
    if workers < 2 or len(texts) < MIN_IDEAS or not forkable():
        yield BuildCrew(None)
        return
    load_schemas(schemas)  # which the processes then need not
    importlib.import_module(LIKENESS)
    folder = root / "content" / "ideas"
    held: Held = {f"{folder}/{path}": raw for path, raw in texts.items()}
    size, paths = workers - 1, [*texts]
    with ExitStack() as stack:
        tickets = [stack.enter_context(closing(Tickets())) for _ in (EARLY, LATE)]
        pool = stack.enter_context(forked(size, held, folder, schemas, paths, tickets, doing=say("reading files")))
        crew = BuildCrew(pool, stack.close, size, paths, tickets)
        held.clear()
        del texts  # as large as all ideas, and not needed here any more
        yield crew


def alike(ideas: Sequence[Worded], kept: Path) -> SimilarIdeas:
    """Which ideas are alike; their vectors of meaning are `kept` in a file."""
    from ideario.similarity.nearest import among  # where a build that changes nothing never comes

    return among(ideas, kept)


def portions_of(paths: Sequence[str]) -> list[Sequence[str]]:
    """Files in portions, of whose texts HTML is made."""
    return [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]


def alike_and_prose(ideas: Sequence[Worded], kept: Path) -> tuple[SimilarIdeas, dict[str, str]]:
    """In one of the crew: which ideas are alike, and then the HTML of texts that nobody has begun."""
    return alike(ideas, kept), prose_left(LATE)


def prose_left(kind: int) -> dict[str, str]:
    """In one of the crew: the HTML of texts that nobody has begun, portion by portion, by the paths of their files."""
    *_, paths, tickets = shared()
    chunks = portions_of(paths)
    found: dict[str, str] = {}
    for number in iter(tickets[kind].take, None):
        found |= prose_of(chunks[number])
    return found


def prose_of(paths: Sequence[str]) -> dict[str, str]:
    """In one of the crew: the HTML of the texts in some files, by the paths of these."""
    from ideario.publishing.prose.markdown import prose_html  # likewise

    return {IDEAS + path: str(prose_html(text)) for path, text in zip(paths, _texts(paths), strict=True) if text}


def _texts(paths: Sequence[str]) -> Iterator[str]:
    """In one of the crew: the texts of ideas in some files; "" where a file holds none."""
    held: Held
    held, folder, schemas, *_ = shared()
    shape = load_schemas(schemas).shapes["idea"]
    for path in paths:
        text = held.pop(f"{folder}/{path}")
        if isinstance(text, bytes):  # no idea, or one that another one has read
            content = None
            with suppress(Unreadable):
                content = parse(text, shape)
            text = content.get("body", "") if isinstance(content, dict) else ""
        yield text if isinstance(text, str) else ""
