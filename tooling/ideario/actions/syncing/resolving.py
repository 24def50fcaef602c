"""Which thread is which idea's: from what pull requests did, what maintainers decided and what was asked. No I/O.

Per idea it is the first merged pull request that added the file (by the time of the merge, then by number); while none
is merged, all open ones. A rename hands the thread on. Further threads are those that a decision names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ideario.actions.syncing.touches import Touch
from ideario.model import Community


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request, as far as it matters here."""

    name: str
    merged: datetime | None
    touch: Touch

    @property
    def number(self) -> int:
        return int(self.name.rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The threads of ideas. `ideas`: thread → slugs that it brought, sorted; `further`: thread → ideas by decision.

    `proposed` are the slugs that stand in open pull requests only; `unthreaded` those in the content without a thread.
    """

    ideas: Mapping[str, tuple[str, ...]]
    further: Mapping[str, tuple[str, ...]]
    proposed: tuple[str, ...]
    unthreaded: tuple[str, ...]

    def all_of(self, thread: str) -> tuple[str, ...]:
        """Every idea of a thread, sorted; () for one that is no thread of an idea."""
        return tuple(sorted({*self.ideas.get(thread, ()), *self.further.get(thread, ())}))

    @property
    def threads(self) -> frozenset[str]:
        """All threads of ideas."""
        return frozenset({*self.ideas, *self.further})


def further_threads(community: Community) -> Mapping[str, tuple[str, ...]]:
    """The threads that decisions name, each with the ideas that name it."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for idea, decision in community.decisions.items():
        for thread in decision.threads:
            named[thread].add(idea)
    return {thread: tuple(sorted(ideas)) for thread, ideas in named.items()}


def resolve(pulls: Iterable[Pull], community: Community, *, asked: Mapping[str, str | None]) -> Places:
    """The threads of all ideas, `pulls` being all open and merged pull requests.

    `asked` holds what the forge answered for ideas that no pull request's list of files names: slug → thread or None.
    """
    known = sorted(pulls, key=lambda pull: pull.number)
    names = {pull.name for pull in known}
    homes = _merged_homes(known)
    _former_names(homes, community, {pull.name: place for place, pull in enumerate(_in_order(known))})
    for slug in community.ideas:
        found = asked.get(slug)
        if slug not in homes and found in names and found is not None:
            homes[slug] = found
    ideas: defaultdict[str, set[str]] = defaultdict(set)
    for slug, thread in homes.items():
        ideas[thread].add(slug)
    proposed = set()
    for pull in known:
        if pull.merged is None:
            for slug in pull.touch.added:
                if slug not in homes:
                    ideas[pull.name].add(slug)
                    proposed.add(slug)
    return Places(
        ideas={thread: tuple(sorted(slugs)) for thread, slugs in ideas.items()},
        further=further_threads(community),
        proposed=tuple(sorted(proposed - community.ideas.keys())),
        unthreaded=tuple(sorted(slug for slug in community.ideas if slug not in homes)),
    )


def _in_order(pulls: Iterable[Pull]) -> list[Pull]:
    """The merged ones in the order of their merges."""
    merged = [(pull.merged, pull.number, pull) for pull in pulls if pull.merged is not None]
    return [pull for _, _, pull in sorted(merged, key=lambda row: row[:2])]


def _merged_homes(pulls: Iterable[Pull]) -> dict[str, str]:
    homes: dict[str, str] = {}
    for pull in _in_order(pulls):
        for former, slug in pull.touch.renamed:
            homes.setdefault(slug, homes.pop(former, pull.name))
        for slug in pull.touch.added:
            homes.setdefault(slug, pull.name)
    return homes


def _former_names(homes: dict[str, str], community: Community, order: Mapping[str, int]) -> None:
    """Give ideas the threads of their former names: a file that was written anew, not renamed, keeps its thread too."""
    for idea, decision in community.decisions.items():
        former = [slug for slug in decision.former if slug not in community.ideas and slug in homes]
        if idea in community.ideas and former:
            threads = {homes[slug] for slug in (*former, idea) if slug in homes}
            homes[idea] = min(threads, key=lambda thread: order[thread])
            for slug in former:
                del homes[slug]
