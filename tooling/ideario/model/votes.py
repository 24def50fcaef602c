"""Counted votes: standings, turnout, the tally, ranks; and results that no recount confirms. Counts nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from ideario.model.challenge import Challenge, Phase
from ideario.model.ledger_state import LedgerState, Thread

Doubt = Literal[
    "no-ledger", "open", "other-ledger", "samples", "epoch", "unproven", "rules", "different", "undecidable"
]
"""Why a written result is none: nothing to count, votes not seen after the close, made from no chain that is known,
from the samples, before a new epoch, under rules that no history shows, under others, other numbers, nothing that the
winner rule can decide.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecounted:
    """A result that was written down and that no recount confirms, so that nobody is shown its numbers."""

    challenge: str
    path: str
    why: Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one idea stands in a tally. Always `raw` = `counted` + the sum of `excluded`.

    `raw`, `counted` and `excluded` speak of the reactions given on this idea's own threads; `support`, `oppose` and
    `watch` of the ballots counted at this idea, duplicates united. For a duplicate they are 0 and `merged_into` names
    the idea at which its ballots count. `excluded` maps vote rules that exclude to numbers and omits zeros.
    `before_edit` is how many of the votes counted at this idea were given before the text that they were given to was
    last edited.
    """

    idea: str
    raw: int = 0
    counted: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    support: int = 0
    oppose: int = 0
    watch: int = 0
    before_edit: int = 0
    merged_into: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingTitle:
    """What a sync read of an idea in an open pull request that passes the check; `author` is who opened that, by the
    forge, None for an account that is gone. It counts for nothing.
    """

    thread: str
    idea: str
    title: str
    language: str
    challenge: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingIdea:
    """An idea that stands only in open pull requests, `threads`, by their numbers. Only its name is known for certain.

    Its votes are in no total: `standing` is all there is of them, None in a tally whose numbers are withheld.
    """

    idea: str
    threads: tuple[Thread, ...]
    standing: Standing | None

    @property
    def opened(self) -> datetime | None:
        """When the first of the pull requests was opened."""
        return min((thread.opened for thread in self.threads if thread.opened is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """How a challenge was voted on: `ballots` are all that count, `voters` the people with at least one of them.

    The `empty` ballots that the challenge names are voters as well, and are in `voters` already.

    `rules` is the hash of the rules in force for this challenge.
    """

    challenge: str
    voters: int
    ballots: int
    rules: str
    empty: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The counted result. `rules` is the SHA-256 over the counting rule, the kinds and all challenges' settings.

    Without a ledger `ledger` is None and every standing is zero. Standings and turnouts are sorted by slug, and there
    is one for every idea and challenge of the community, or, in a tally as a site shows it, for each whose numbers are
    not withheld. `pending`, sorted by slug too, are ideas outside it; `unnamed` is how many more names of ideas an
    open pull request has that are not among them, by its thread. `as_of` is when votes were last read, `phases` where
    each challenge stood when they were counted; where that is not said, it is where it stood at `as_of`.
    """

    rules: str
    as_of: datetime
    ledger: LedgerState | None
    standings: Mapping[str, Standing]
    turnouts: Mapping[str, Turnout]
    pending: tuple[PendingIdea, ...] = ()
    unnamed: Mapping[str, int] = field(default_factory=dict)
    phases: Mapping[str, Phase] = field(default_factory=dict)

    def pending_in_turn(self) -> list[PendingIdea]:
        """`pending`, the newest first, but everybody's first before anybody's second.

        Whoever opens a hundred pull requests does not fill the places of a short list.
        """
        newest = sorted(self.pending, key=lambda one: (-one.opened.timestamp() if one.opened else 0, one.idea))
        had: Counter[str] = Counter()
        turns = []
        for one in newest:
            by = one.threads[0].author or ""
            turns.append((had[by], one))
            had[by] += 1
        return [one for _, one in sorted(turns, key=lambda row: row[0])]

    def phase(self, challenge: Challenge) -> Phase:
        """Where a challenge stands."""
        return self.phases.get(challenge.slug) or challenge.phase(self.as_of)


class Rank(NamedTuple):
    """An idea in a ranking: equal scores share a `rank`, which counts from 1.

    `score` is None where the ranking has none but its order; `count` of `among` is what the score speaks of, such as
    supporters among the people who could have seen the idea, and None where it speaks of none. A tuple, since each idea
    has half a dozen.
    """

    rank: int
    idea: str
    score: float | None = None
    count: int | None = None  # type: ignore[assignment]  # nobody counts what is in a rank
    among: int | None = None


class Ranking(NamedTuple):
    """An order of ideas. In one that goes `by_votes` an idea whose votes are not shown yet has no rank."""

    name: str
    by_votes: bool = True

    @property
    def key(self) -> str:
        """Its name in JSON."""
        return self.name.replace("-", "_")


RANKINGS: Mapping[str, Ranking] = {
    ranking.name: ranking
    for ranking in (
        Ranking("top"),
        Ranking("trending"),
        Ranking("controversial"),
        Ranking("new", by_votes=False),
        Ranking("needs-eyes"),
    )
}
"""The one register of rankings, by name.

What is missing of one is named by tests/model/test_rankings.py. A new one needs its line here, what it goes by in
voting/ranking/ranking.py and once more in recount.py, its list in schemas/api-rankings.schema.json and, in the words of
each language, `ranking.NAME` with what the others have.
"""
SETTLED = ("done", "declined")
"""The kinds of status whose ideas stand in no ranking of the community, and in a list of their own."""
Rankings = Mapping[str, tuple[Rank, ...]]
"""The ranks of each ranking by its name, in the order of RANKINGS."""
