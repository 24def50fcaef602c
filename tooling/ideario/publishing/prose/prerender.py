"""Makes things ahead, in a process beside the count, which needs one core for most of its time: HTML of ideas' texts,
and before that what else takes long.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ideario.forking import forkable, forked, shared
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.publishing.prose.markdown import prose_html

CHUNK = 250
Made = TypeVar("Made")
MIN_IDEAS = 1000
"""Fewer texts than this are made where they are needed before another process has begun."""


@dataclass(frozen=True, slots=True)
class Ahead(Generic[Made]):
    """What is being made beside the count: `prose` helps with texts that nobody has begun, and gives the HTML of all by
    slug, or of none; `first` waits for what had to be made before them.
    """

    prose: Callable[[], Mapping[str, str]]
    first: Callable[[], Made]


@contextmanager
def prose_ahead(
    community: Community, workers: int, first: Callable[[], Made], *, texts: bool = True
) -> Iterator[Ahead[Made]]:
    """Begins with `first`, and goes on with the texts of ideas. Few ideas are left to those who ask for them.

    Without `texts` these are left alone: where most pages stay as they are, nobody asks for them.
    """
    ideas = [idea for idea in community.ideas.values() if idea.body]
    if workers < 2 or len(ideas) < MIN_IDEAS or not forkable():
        yield Ahead(dict, first)
        return
    chunks = [ideas[start : start + CHUNK] for start in range(0, len(ideas) if texts else 0, CHUNK)]
    with forked(1, first, chunks, doing=say("making pages")) as pool:
        begun = pool.submit(_first)
        portions = [pool.submit(_made, number) for number in range(len(chunks))]

        def made() -> dict[str, str]:
            found: dict[str, str] = {}
            for chunk, portion in zip(reversed(chunks), reversed(portions), strict=True):
                if portion.cancel():
                    found |= _html_of(chunk)
            with suppress(BrokenExecutor):  # stopped from outside: whoever needs the rest makes it
                for portion in portions:
                    found |= {} if portion.cancelled() else portion.result()
            return found

        def waited() -> Made:
            try:
                return begun.result()  # type: ignore[no-any-return]  # what a process was forked with has no type
            except BrokenExecutor:
                return first()

        yield Ahead(made, waited)


def _first() -> Any:
    first: Callable[[], object]
    first, _ = shared()
    return first()


def _made(number: int) -> dict[str, str]:
    chunks: Sequence[Sequence[Idea]]
    _, chunks = shared()
    return _html_of(chunks[number])


def _html_of(ideas: Sequence[Idea]) -> dict[str, str]:
    return {idea.slug: str(prose_html(idea.body)) for idea in ideas}
