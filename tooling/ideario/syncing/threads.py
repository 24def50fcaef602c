"""Which thread is which idea's: from what pull requests did, what maintainers decided and what was asked. No I/O.

Per idea it is the first pull request merged into this branch that added the file (by the time of the merge, then by
number); where there is none, the first into a branch that is no more, as after a change of the branch's name. A rename
hands the thread on. An idea that was imported has the thread that it comes from instead, if a decision names it: the
pull request that brought its file is about the import. Further threads are those that a decision names. An open pull
request is a thread of ideas that are nowhere else: never of one that is on the branch, however that came there, nor of
one that was merged once.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from ideario.model.community import Community
from ideario.model.thread_names import is_imported, number_of
from ideario.syncing.file_changes import Touch

MAX_PENDING = 20
"""Names of ideas that are shown of one open pull request: nobody has looked at them yet, and there may be thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request, as far as it matters here."""

    name: str
    merged: datetime | None
    touch: Touch
    base_gone: bool = False
    """Whether the branch that it went into is no more: an idea that came into this branch by another one is its own."""

    @property
    def number(self) -> int:
        return number_of(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaThreads:
    """The threads of ideas. `ideas`: thread → slugs that it brought, sorted; `further`: thread → ideas by decision.

    `pending` are the slugs that stand in open pull requests only, `more` how many beyond MAX_PENDING one of these has;
    `without_pull` are those in the content that no list of files names, and that nobody else is known to have brought,
    `unthreaded` those in the content without any thread.
    """

    ideas: Mapping[str, tuple[str, ...]]
    further: Mapping[str, tuple[str, ...]]
    pending: tuple[str, ...]
    without_pull: tuple[str, ...]
    unthreaded: tuple[str, ...]
    more: Mapping[str, int] = field(default_factory=dict)

    def all_of(self, thread: str) -> tuple[str, ...]:
        """Every idea of a thread, sorted; () for one that is no thread of an idea."""
        return tuple(sorted({*self.ideas.get(thread, ()), *self.further.get(thread, ())}))

    @property
    def threads(self) -> frozenset[str]:
        """All threads of ideas."""
        return frozenset({*self.ideas, *self.further})


def further_threads(community: Community) -> Mapping[str, tuple[str, ...]]:
    """The threads that decisions name, each with the ideas that name it; those of other repositories, too."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for idea, decision in community.decisions.items():
        for thread in decision.threads:
            named[thread].add(idea)
    return {thread: tuple(sorted(ideas)) for thread, ideas in named.items()}


def origins(community: Community) -> Mapping[str, str]:
    """The threads at which imported ideas were proposed, by slug: the file names it, and so does a decision."""
    return {
        slug: idea.source_id
        for slug, idea in community.ideas.items()
        if idea.source is not None and idea.source_id is not None and slug in community.decisions
        if idea.source_id in community.decisions[slug].threads and not is_imported(idea.source_id)
    }


def resolve(
    pulls: Iterable[Pull],
    community: Community,
    *,
    asked: Mapping[str, str | None],
    there: Container[str] = (),
    on_branch: Container[str] = (),
    issues: Mapping[str, str] = MappingProxyType({}),
) -> IdeaThreads:
    """The threads of all ideas, `pulls` being all open and merged pull requests.

    `asked` holds what the forge answered for ideas that no pull request's list of files names: slug → thread or None.
    `there` are the threads that the forge knows, `on_branch` slugs that stand on the branch beside the community's.
    `issues` are those of which the program made pull requests, by the names of these: once merged, they bring the same.
    """
    known = sorted(pulls, key=lambda pull: pull.number)
    by_name = {pull.name: pull for pull in known}
    homes = _merged_homes(known)
    _former_names(homes, community, {pull.name: place for place, pull in enumerate(_in_order(known))})
    once = frozenset(_ever_merged(known))
    for slug in community.ideas:
        found = by_name.get(asked.get(slug) or "")
        if slug not in homes and slug not in once and found is not None and slug not in found.touch.others:
            homes[slug] = found.name
    homes.update(origins(community))
    ideas: defaultdict[str, set[str]] = defaultdict(set)
    for slug, thread in homes.items():
        ideas[thread].add(slug)
        issue = issues.get(thread)
        if issue is not None and issue in there:
            ideas[issue].add(slug)
    taken = {*homes, *community.ideas, *once, *_formers(community)}
    pending, more = set[str](), dict[str, int]()
    for pull in known:
        if pull.merged is None:
            new = sorted(slug for slug in pull.touch.added if slug not in taken and slug not in on_branch)
            ideas[pull.name].update(new[:MAX_PENDING])
            pending.update(new[:MAX_PENDING])
            if new[MAX_PENDING:]:
                more[pull.name] = len(new) - MAX_PENDING + pull.touch.dropped
    further = further_threads(community)
    named = {slug for thread, slugs in further.items() if thread in there for slug in slugs}
    return IdeaThreads(
        ideas={thread: tuple(sorted(slugs)) for thread, slugs in ideas.items() if slugs},
        further=further,
        pending=tuple(sorted(pending)),
        without_pull=tuple(sorted(community.ideas.keys() - homes.keys() - once)),
        unthreaded=tuple(sorted(community.ideas.keys() - homes.keys() - named)),
        more=more,
    )


def _ever_merged(pulls: Iterable[Pull]) -> Iterator[str]:
    """Names that ideas have had on the branch: one that was renamed away is still no new idea's."""
    for pull in pulls:
        if pull.merged is not None:
            yield from pull.touch.added
            for pair in pull.touch.renamed:
                yield from pair


def _formers(community: Community) -> Iterator[str]:
    for decision in community.decisions.values():
        yield from decision.former


def _in_order(pulls: Iterable[Pull]) -> list[Pull]:
    """The merged ones in the order of their merges."""
    merged = [(pull.merged, pull.number, pull) for pull in pulls if pull.merged is not None]
    return [pull for _, _, pull in sorted(merged, key=lambda row: row[:2])]


def _merged_homes(pulls: Iterable[Pull]) -> dict[str, str]:
    homes: dict[str, str] = {}
    weak = set[str]()
    for pull in _in_order(pulls):
        if pull.base_gone:
            weak.add(pull.name)
        for former, slug in pull.touch.renamed:
            homes.setdefault(slug, homes.pop(former, pull.name))
        for slug in pull.touch.added:
            if slug not in homes or (homes[slug] in weak and not pull.base_gone):
                homes[slug] = pull.name
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
