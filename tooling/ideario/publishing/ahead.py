"""Makes HTML of the ideas' texts ahead, in a process beside the count, which needs one core for most of its time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ideario.forking import forkable, forked, shared
from ideario.model import Community, Idea
from ideario.publishing.prose import prose_html

CHUNK = 250
FEWEST = 1000
"""Fewer texts than this are made where they are needed before another process has begun."""


@contextmanager
def prose_ahead(community: Community, workers: int) -> Iterator[Callable[[], Mapping[str, str]]]:
    """Begins; what it yields stops, and gives the HTML of the texts made by then, by slug: perhaps of none."""
    ideas = [idea for idea in community.ideas.values() if idea.body]
    if workers < 2 or len(ideas) < FEWEST or not forkable():
        yield dict
        return
    chunks = [ideas[start : start + CHUNK] for start in range(0, len(ideas), CHUNK)]
    with forked(1, chunks, doing="making pages") as pool:
        portions = [pool.submit(_made, number) for number in range(len(chunks))]

        def made() -> dict[str, str]:
            begun = [portion for portion in portions if not portion.cancel()]
            return {slug: html for portion in begun for slug, html in portion.result().items()}

        yield made


def _made(number: int) -> dict[str, str]:
    chunks: Sequence[Sequence[Idea]]
    (chunks,) = shared()
    return {idea.slug: str(prose_html(idea.body)) for idea in chunks[number]}
