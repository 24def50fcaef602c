"""What a pull request does to idea files: which it adds, which it renames. Asks nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ideario.forge.port import FileChange
from ideario.model.text import MAX_SLUG, SLUG

_IDEA = re.compile(rf"content/ideas/(?:[^/]+/)*({SLUG})\.yml")
MAX_NAMES = 200
"""Names of ideas that sync.json keeps of one open pull request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """The slugs that a pull request adds, and those that it renames, each as (before, after).

    `others` are those whose files it touches in another way: they did not come in by it, whatever the forge says. Two
    touches are the same without it, since it changes nothing of ideas.
    """

    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = field(default=(), compare=False)
    dropped: int = 0

    def cut(self) -> "Touch":
        """As much of it as is remembered of an open pull request, which anybody may open, with thousands of files.

        `dropped` says how many names are not in it: what was cut is looked at again when it is merged.
        """
        names = len(self.added) + len(self.renamed) + len(self.others)
        if names <= MAX_NAMES:
            return self
        added = self.added[:MAX_NAMES]
        return Touch(added=added, dropped=names - len(added))


def slug_at(path: str) -> str | None:
    """The slug of the idea file at `path`, or None for any other file."""
    found = _IDEA.fullmatch(path)
    return found[1] if found is not None and len(found[1]) <= MAX_SLUG else None


def touch(files: Iterable[FileChange]) -> Touch:
    """What these file changes do to ideas. A move between folders changes nothing, since the slug is the file's name.

    A file that is renamed from elsewhere, or from a path that nobody knows, is added.
    """
    added, renamed, others = set[str](), set[tuple[str, str]](), set[str]()
    for file in files:
        slug = slug_at(file.path)
        if slug is None:
            continue
        if file.change not in {"added", "renamed", "copied"}:
            others.add(slug)
            continue
        former = slug_at(file.former) if file.former is not None and file.change == "renamed" else None
        if former is None:
            added.add(slug)
        elif former != slug:
            renamed.add((former, slug))
        else:
            others.add(slug)
    return Touch(added=tuple(sorted(added)), renamed=tuple(sorted(renamed)), others=tuple(sorted(others - added)))
