"""The labelled ideas: what is there, who proposes the same, what is new; and how well something finds what is there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import yaml
from checkout import CHECKOUT
from ideario.model.content import Idea

FOLDER = CHECKOUT / "tests" / "similarity"
FITTED, TESTED = 0, 1
"""The halves: thresholds are fitted on one and tested on the other."""
Found = Callable[[Idea], Sequence[tuple[str, int]]]
"""Gives for a proposal the slugs that are most like it, the most alike first, each with how like it is."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposal, and the slugs of the ideas of which each is a right answer; `across` languages or within one."""

    proposal: Idea
    right: frozenset[str]
    across: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What of one half was found: shares of pairs, and of proposals for which something was shown that is not there."""

    within: float
    across: float
    all: float
    alarms: float
    near: float


def _texts(name: str) -> Mapping[str, Mapping[str, Sequence[Sequence[str]]]]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def _idea(slug: str, language: str, title: str, summary: str) -> Idea:
    return Idea(slug=slug, path=f"content/ideas/{slug}.yml", title=title, summary=summary, language=language)


@cache
def known() -> tuple[Idea, ...]:
    """The ideas that are there."""
    languages = yaml.safe_load((FOLDER / "ideas.yml").read_text(encoding="utf-8"))
    return tuple(
        _idea(slug, language, title, summary)
        for language, ideas in languages.items()
        for slug, (title, summary) in ideas.items()
    )


@cache
def pairs(half: int) -> tuple[Pair, ...]:
    """Every second pair."""
    texts = dict(_texts("pairs.yml"))
    equal = {slug: frozenset(group) for group in texts.pop("equal") for slug in group}
    return tuple(
        Pair(_idea("proposal", language, title, summary), equal.get(slug, frozenset({slug})), kind == "across")
        for kind in ("same", "typos", "across")
        for language, found in texts[kind].items()
        for slug, title, summary in found[half::2]
    )


def others(half: int, kind: str) -> Iterator[Idea]:
    """Every second proposal that is not there: `new`, or `near` for those that share a topic with an idea."""
    for language, found in _texts("others.yml")[kind].items():
        for title, summary in found[half::2]:
            yield _idea("proposal", language, title, summary)


def figures(find: Found, half: int, least: int) -> Figures:
    """How good the answers are: a right one is among the first three, and at least so alike."""

    def share(wanted: Sequence[Pair]) -> float:
        hits = [any(slug in pair.right and like >= least for slug, like in find(pair.proposal)[:3]) for pair in wanted]
        return sum(hits) / len(hits)

    def alarms(kind: str) -> float:
        shown = [any(like >= least for _, like in find(idea)) for idea in others(half, kind)]
        return sum(shown) / len(shown)

    found = pairs(half)
    return Figures(
        within=share([pair for pair in found if not pair.across]),
        across=share([pair for pair in found if pair.across]),
        all=share(found),
        alarms=alarms("new"),
        near=alarms("near"),
    )


def fitted(find: Found, step: int = 2, most: float = 1 / 20) -> int:
    """The lowest threshold, in steps, at which something is shown for one new idea in twenty at most."""
    return next(least for least in range(0, 101, step) if figures(find, FITTED, least).alarms <= most)
