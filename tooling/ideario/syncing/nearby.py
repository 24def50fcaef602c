"""Which threads of other repositories are read: those of the community's own owner. Asks the forge about repositories.

A repository is known by its number from the first time on, since its name can become another one's. What is not read
keeps the votes that it had: that a token sees a repository no more says nothing about votes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ideario.forge.port import Forge, Neighbour, Repository
from ideario.model.thread_names import home_of, is_imported, kind_of, number_of

NotRead = Literal["import", "other-owner", "no-repository", "other-repository", "private", "here", "twice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """The threads elsewhere that decisions name: `readable` ones, and why the others are not, in `refused`.

    `numbers` are those of their repositories, by the names that decisions give them. `moved` leads from such a name to
    the one that the repository has now.
    """

    readable: frozenset[str] = frozenset()
    refused: Mapping[str, NotRead] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


def look_around(forge: Forge, own: Repository, named: frozenset[str], known: Mapping[str, int]) -> Nearby:
    """Judge the threads `named` that are in no repository or in another one than `own`.

    `known` are the numbers that repositories had when they were first met, by name.
    """
    refused: dict[str, NotRead] = {thread: "import" for thread in named if is_imported(thread)}
    homes = {thread: home_of(thread) for thread in sorted(named) if home_of(thread)}
    asked = sorted({home for home in homes.values() if _owner(home) == _owner(own.name)})
    there = forge.neighbours(asked) if asked else {}
    readable: dict[tuple[int, str, int], str] = {}
    for thread, home in homes.items():
        why = _why_not(home, there.get(home), own, known)
        place = there[home].id if home in there else 0, kind_of(thread), number_of(thread)
        if why is not None or readable.setdefault(place, thread) != thread:
            refused[thread] = why or "twice"
    return Nearby(
        readable=frozenset(readable.values()),
        refused=refused,
        numbers={home: known.get(home) or there[home].id for home in asked if home in known or home in there},
        moved={home: now.name for home, now in there.items() if now.name.lower() != home.lower()},
    )


def _why_not(home: str, there: Neighbour | None, own: Repository, known: Mapping[str, int]) -> NotRead | None:
    if _owner(home) != _owner(own.name):
        return "other-owner"
    if there is None:
        return "no-repository"
    if there.id == own.id:
        return "here"
    if known.get(home, there.id) != there.id:
        return "other-repository"
    if _owner(there.name) != _owner(own.name):
        return "other-owner"
    return "private" if there.private and not own.private else None


def _owner(repository: str) -> str:
    return repository.partition("/")[0].lower()
