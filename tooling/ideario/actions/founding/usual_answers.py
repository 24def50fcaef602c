"""What the questions about a new community offer as answers, and which kinds there are to choose from."""

import os
from dataclasses import dataclass
from pathlib import Path

from ideario.forge.addresses import repository_in
from ideario.founding.community_plan import KindOfCommunity, kinds, kit_language
from ideario.founding.kit_files import filled
from ideario.git.repository import git_at, remotes
from ideario.slugs import slug_of

MAX_OWNER = 39
"""No account's name is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualAnswers:
    """What a community in a folder may be called, where it may be kept (`owner/name`), and what it may ask first."""

    name: str
    repository: str
    question: str


def usual_answers(folder: Path, kind: KindOfCommunity, language: str) -> UsualAnswers:
    """The answers that are usual for a folder: by its name, in the first language of the community."""
    texts = kit_language(language)
    place = " ".join(folder.resolve().name.replace("_", " ").replace("-", " ").split()).title()
    owner = slug_of(place, longest=MAX_OWNER) or "our"
    return UsualAnswers(
        name=filled(kind.name[texts], {"place": place}),
        repository=repository_at(folder) or f"{owner}/{kind.repository[texts]}",
        question=kind.question[texts],
    )


def repository_at(folder: Path) -> str:
    """The repository that a folder is sent to already, as `owner/name`; "" where nobody has said so."""
    if not os.path.lexists(folder / ".git"):
        return ""  # what stands above belongs to something else
    found = repository_in(remotes(git_at(folder)).get("origin", ""))
    return "" if found is None else found[1]


def kind_named(answer: str) -> KindOfCommunity | None:
    """The kind of community that is called so in any language, or has this number; None for no kind."""
    wanted = answer.casefold()
    for number, kind in enumerate(kinds().values(), 1):
        if wanted in (kind.slug, str(number), *(word.casefold() for word in kind.word.values())):
            return kind
    return None


def kinds_numbered(language: str) -> tuple[str, ...]:
    """What the kinds are called in a language, each behind its number; the usual one first."""
    return tuple(f"{number} {kind.word[kit_language(language)]}" for number, kind in enumerate(kinds().values(), 1))
