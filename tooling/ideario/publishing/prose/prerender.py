"""Makes HTML of the ideas' texts ahead, in a process beside the count, which needs one core for most of its time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context

from ideario.forking import forkable, forked, shared
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.publishing.prose.markdown import prose_html

CHUNK = 250
MIN_IDEAS = 1000
"""Fewer texts than this are made where they are needed before another process has begun."""


@contextmanager
def prose_ahead(community: Community, workers: int) -> Iterator[Callable[[], Mapping[str, str]]]:
    """Begins; what it yields stops, and gives the HTML of the texts made by then, by slug: perhaps of none."""
    ideas = [idea for idea in community.ideas.values() if idea.body]
    if workers < 2 or len(ideas) < MIN_IDEAS or not forkable():
        yield dict
        return
    chunks = [ideas[start : start + CHUNK] for start in range(0, len(ideas), CHUNK)]
    enough = get_context("fork").Event()
    with forked(1, chunks, enough, doing="making pages") as pool:
        portions = [pool.submit(_made, number) for number in range(len(chunks))]

        def made() -> dict[str, str]:
            enough.set()
            found: dict[str, str] = {}
            with suppress(BrokenExecutor):  # stopped from outside: whoever needs the rest makes it
                for portion in portions:
                    found |= portion.result()
            return found

        yield made


def _made(number: int) -> dict[str, str]:
    chunks: Sequence[Sequence[Idea]]
    chunks, enough = shared()
    return {} if enough.is_set() else {idea.slug: str(prose_html(idea.body)) for idea in chunks[number]}
