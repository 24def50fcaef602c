"""What the results of challenges say of each of their ideas: won or not, and at which rank. Decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ideario.model.community import Community
from ideario.model.content import Result
from ideario.model.results import LoserEntry, WinnerEntry
from ideario.model.votes import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaResult:
    """What a result says of an idea: whether it `won`, and its `rank` among so many, by support.

    Where the challenge is `judged`, the rank is by score, and None for an idea without one. Equal ideas share a rank.
    `loser` is None for a winner, and for one of the many that a long result does not explain.
    """

    challenge: str
    idea: str
    won: bool
    rank: int | None
    among: int
    judged: bool
    support: int
    loser: LoserEntry | None


def results_by_idea(
    community: Community, results: Mapping[str, Result], standings: Mapping[str, Standing]
) -> Mapping[str, IdeaResult]:
    """Per idea what the result of its challenge says, in the order of ranks. Ideas that count at another have none."""
    members: dict[str, list[str]] = {slug: [] for slug in results}
    for slug, idea in community.ideas.items():
        if idea.challenge in members and community.target(slug) == slug:
            members[idea.challenge].append(slug)
    return {
        one.idea: one
        for slug, result in results.items()
        for one in _of_challenge(community, result, members[slug], standings)
    }


def _of_challenge(
    community: Community, result: Result, members: Iterable[str], standings: Mapping[str, Standing]
) -> Iterable[IdeaResult]:
    document, judged = result.document, community.challenges[result.challenge].winners.judged
    winners: dict[str, WinnerEntry] = {entry["idea"]: entry for entry in document["winners"]}
    losers: dict[str, LoserEntry] = {entry["idea"]: entry for entry in document["others"]}
    explained = {**losers, **winners}
    ideas = [*dict.fromkeys([*explained, *members])]
    support = {
        slug: explained[slug]["support"] if slug in explained else standings.get(slug, Standing(idea=slug)).support
        for slug in ideas
    }
    worth: dict[str, Fraction | None] = {
        slug: _score(explained[slug].get("score") if slug in explained else None) if judged else Fraction(support[slug])
        for slug in ideas
    }
    better = sorted((value for value in worth.values() if value is not None), reverse=True)
    ranks: dict[Fraction, int] = {}
    for number, one in enumerate(better, 1):
        ranks.setdefault(one, number)
    found = [
        IdeaResult(
            challenge=result.challenge,
            idea=slug,
            won=slug in winners,
            rank=None if (value := worth[slug]) is None else ranks[value],
            among=len(ideas),
            judged=judged,
            support=support[slug],
            loser=losers.get(slug),
        )
        for slug in ideas
    ]
    return sorted(found, key=lambda one: (one.rank or len(found) + 1, not one.won, one.idea))


def _score(exact: str | None) -> Fraction | None:
    return None if exact is None else Fraction(exact)
