"""Shows ideas that are near others: at the end of a check, in a comment on a pull request, and as a list of pairs."""

from collections.abc import Iterator, Sequence

from ideario.actions.proposals.near_ideas import NearIdea, Neighbourhood
from ideario.fences import code, one_line
from ideario.messages.said import joined, say
from ideario.model.content import Idea
from ideario.reporters import inert


def near_lines(found: Sequence[Neighbourhood], language: str) -> Iterator[str]:
    """A line for each idea that others are near, for a terminal."""
    for idea, near in found:
        others = joined([say("`{slug}` ({score} of 100)", slug=one.idea.slug, score=one.score) for one in near], ", ")
        line = say("{path}: is it here already? Near to it: {ideas}", path=idea.path, ideas=others)
        yield inert(one_line(line.in_language(language)))


def near_section(found: Sequence[Neighbourhood], language: str) -> str:
    """The same for a comment, with links; what people wrote is inert."""
    parts = [f"**{say('Is it here already?').in_language(language)}**"]
    for idea, near in found:
        rows = [say("{title} is near to:", title=code(idea.title)).in_language(language)]
        rows += [f"- [{code(one.idea.title)}]({one.url})" if one.url else f"- {code(one.idea.title)}" for one in near]
        parts.append("\n".join([rows[0], "", *rows[1:]]))
    return "\n\n".join(parts)


def pair_lines(pairs: Sequence[tuple[Idea, NearIdea]]) -> Iterator[str]:
    """Two ideas and a number a block."""
    for idea, other in pairs:
        yield say("{score} of 100:", score=other.score)
        for one in (idea, other.idea):
            yield inert(one_line(f"  {one.slug} ({one.language}): {one.title}"))
