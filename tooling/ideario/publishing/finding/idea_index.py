"""The index of what ideas say, which their files alone decide."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ideario.model.community import Community, Credits
from ideario.model.content import Idea
from ideario.publishing.finding.finding_parts import Parts
from ideario.publishing.finding.found_words import other_words, tag_words
from ideario.publishing.finding.text_index import FoundText, text_index

NAME = "ideas"


class IdeaIndex(NamedTuple):
    """What the head says of it, and its files by path."""

    head: Mapping[str, object]
    files: Mapping[str, bytes]


def beside_texts(community: Community, ideas: Iterable[Idea]) -> list[FoundText]:
    """What each of some ideas is found by besides its text: title, summary, tags, needs, and who is credited for it."""
    tags = tag_words(community.settings, {tag for idea in community.ideas.values() for tag in idea.tags})
    credited, texts = Credits(community.people), []
    for idea in ideas:
        logins = credited.authors(idea)
        names = (*logins, *map(credited.name, logins))
        others = other_words("", needs=idea.needs, tags=[tags[tag] for tag in idea.tags], names=names)
        texts.append(FoundText(idea.title, idea.summary, others))
    return texts


def idea_index(beside: Sequence[FoundText], texts: Iterable[str]) -> IdeaIndex:
    """The index of ideas by their texts and what is `beside` these; they are numbered in this order."""
    parts = Parts()
    whole = (one._replace(others=f"{text} {one.others}") for one, text in zip(beside, texts, strict=True))
    return IdeaIndex(text_index(parts.put_for(len(beside)), NAME, whole), parts.files)
