"""The words by which an idea is found besides those of its title and summary."""

from collections.abc import Iterable, Mapping

from ideario.model.community import Settings

SHOWN_NAMES = 5
"""Where in the card of an idea the names of its authors stand."""


def other_words(body: str, *, needs: Iterable[str], tags: Iterable[str], names: Iterable[str]) -> str:
    """What an idea is found by besides its title and summary: `tags` as `tag_words` has them, `names` and logins."""
    return " ".join((body, *needs, *tags, *names))


def tag_words(settings: Settings, tags: Iterable[str]) -> Mapping[str, str]:
    """By tag what an idea that has it is found by: the tag, and what it is called in all languages."""
    return {tag: " ".join((tag, *(settings.tags.get(tag) or {}).values())) for tag in tags}
