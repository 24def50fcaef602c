"""The rule about ideas that were copied: the same words under another name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding
from ideario.messages.said import say
from ideario.model.content import Idea

_NOBODY_KNOWS = datetime(9999, 1, 1, tzinfo=UTC)
BEGINNING = 40
"""Characters of a text that are looked at before all of it is, of which the first are compared."""
FIRST = 16
SHORT = 80
"""A text of no more characters, such as "See above.", may stand in two ideas without harm."""


def copied_idea(contents: Contents) -> Iterator[Finding]:
    """An idea has words of its own: its text, or its title and summary, are not those of an earlier idea, unless it
    was decided that one of the two is a duplicate of the other.
    """
    for whole, pointer in ((_heading, ("title",)), (_body, ("body",))):
        for first, *copies in _alike([*contents.ideas.values()], whole):
            for copy in copies:
                if not _declared(contents, first.slug, copy.slug):
                    yield Finding(
                        path=copy.path,
                        pointer=pointer,
                        value=first.slug,
                        message=say("the idea `{slug}` says the same in the same words", slug=first.slug),
                        hint=say(
                            "if it is the same idea, support that one and take this file out; otherwise say in your "
                            "own words what is different"
                        ),
                    )


def is_copied(texts: Iterable[str], others: Iterable[str]) -> bool:
    """Whether one of the texts of ideas is the same as one of the others, so that the rule might say so."""
    looked_for = [text for text in texts if len(text) > SHORT]
    begun = {_beginning(text) for text in looked_for}
    said = {_words(text) for text in looked_for}
    return any(_beginning(other) in begun and _words(other) in said for other in others if len(other) > SHORT)


def _heading(idea: Idea) -> str:
    return f"{idea.title}\n{idea.summary}" if idea.summary else ""


def _body(idea: Idea) -> str:
    return idea.body if len(idea.body) > SHORT else ""


def _alike(ideas: Sequence[Idea], text: Callable[[Idea], str]) -> Iterator[list[Idea]]:
    """Ideas with the same text, whatever its case and spaces; the earliest of them first."""
    begun: dict[str, Idea] = {}
    same_beginning: dict[str, Idea] = {}  # by path; of the others nobody needs to know how they go on
    for idea in ideas:
        if said := text(idea):
            first = begun.setdefault(_beginning(said), idea)
            if first is not idea:
                same_beginning |= {first.path: first, idea.path: idea}
    found: dict[str, list[Idea]] = {}
    for idea in same_beginning.values():
        found.setdefault(_words(text(idea)), []).append(idea)
    return (sorted(same, key=_age) for same in found.values() if len(same) > 1)


def _beginning(text: str) -> str:
    return "".join(text[:BEGINNING].split())[:FIRST].casefold()


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _age(idea: Idea) -> tuple[datetime, str]:
    return idea.arrived or _NOBODY_KNOWS, idea.path


def _declared(contents: Contents, one: str, other: str) -> bool:
    """Whether a decision calls one of two ideas a duplicate of the other, or both of a third."""
    found = [
        contents.decisions[slug].duplicate_of or slug if slug in contents.decisions else slug for slug in (one, other)
    ]
    return found[0] == found[1]
