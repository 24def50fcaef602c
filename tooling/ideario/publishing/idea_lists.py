"""The lists of ideas by status and by language, and those that wait for an answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ideario.model.community import Status
from ideario.model.content import Idea
from ideario.model.ledger_state import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaLists:
    """Newest-first ideas `by_status` and `by_language`; per idea how many `comments` its threads have, as last seen.

    On those `waiting` nobody has decided, and nobody but their authors has said anything to them. `locked` names the
    threads on which people cannot vote.
    """

    by_status: Mapping[str, Sequence[Idea]]
    by_language: Mapping[str, Sequence[Idea]]
    comments: Mapping[str, int]
    waiting: frozenset[str]
    locked: frozenset[str]


def idea_lists(
    ideas: Sequence[Idea],
    statuses: Mapping[str, Status],
    threads: Sequence[Thread],
    threads_of: Mapping[str, Sequence[str]],
) -> IdeaLists:
    """The lists of `ideas`, which come newest first, with the status of each and the names of its threads."""
    by_status, by_language = defaultdict(list), defaultdict(list)
    for idea in ideas:
        by_status[statuses[idea.slug].slug].append(idea)
        by_language[idea.language].append(idea)
    number = {thread.name: thread.comments for thread in threads}
    comments = {slug: sum(number.get(name, 0) for name in names) for slug, names in threads_of.items()}
    answered: set[str] = set()
    for thread in threads:
        if thread.answered is not None:
            answered.update(thread.ideas)
    waiting = frozenset(idea.slug for idea in ideas if statuses[idea.slug].kind == "open" and idea.slug not in answered)
    return IdeaLists(
        by_status=by_status,
        by_language=by_language,
        comments=comments,
        waiting=waiting,
        locked=frozenset(thread.name for thread in threads if thread.locked),
    )
