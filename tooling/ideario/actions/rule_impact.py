"""Says what a change of rules would do to the votes there are: whose rank moves, and who wins. Writes nothing."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import ground_of, read_basis
from ideario.git.changes import commit_named, differs, files, write_tree
from ideario.git.repository import git_at
from ideario.ledger.ledger_folder import read_state
from ideario.model.challenge import Challenge
from ideario.model.community import SETTINGS_PATH, Community
from ideario.problems import CommunityAtFault, CountAtFault, Failure
from ideario.resources import Resources
from ideario.voting.counting.ballots import ballots_of
from ideario.voting.counting.tallies import rules_hash
from ideario.voting.deciding.contests import contest_of
from ideario.voting.deciding.winner_rules import decide


@dataclass(frozen=True, slots=True, kw_only=True)
class RankUnderRules:
    """Where an idea stands under some rules: `rank` counts from 1 by support, and equals share one.

    `wins` is None where these rules can find no winners.
    """

    support: int
    rank: int
    wins: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a change does to one challenge. `moves` are the ideas whose rank differs: before, after, by slug.

    `ballots` is how many count by the new rules. `early` says that voting has not opened, so that all votes since
    submission opened were counted as though it had. `failure` says why the new rules find no winners, `failed` why
    those of before found none, `withheld` that the challenge withholds its counts until the close: what moves is then
    not for everybody to read.
    """

    challenge: str
    ballots: int
    early: bool
    moves: Mapping[str, tuple[RankUnderRules | None, RankUnderRules | None]]
    failure: str = ""
    failed: str = ""
    withheld: bool = False


def rule_moves(
    root: Path, since: str, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1
) -> tuple[Moved, ...]:
    """What the rules of challenges that changed after a git revision would move on the votes in a ledger.

    A change that has no effect, since voting has opened, moves nothing and is left out. Nothing without a ledger.
    Failure where git does not know the revision, or the ledger cannot be read.
    """
    state = read_state(ledger)
    if state is None:
        return ()
    git = git_at(root)
    base = commit_named(git, since)
    if not differs(git, base, "content/challenges", SETTINGS_PATH):
        return ()
    with tempfile.TemporaryDirectory(prefix="ideario-") as folder:
        write_tree(git, files(git, base, "content"), Path(folder))
        then = ground_of(root, resources=resources, ledger=ledger, now=now, revision=base, files=Path(folder))
        try:
            before, after = (
                read_basis(root, resources=resources, ledger=ledger, now=now, ground=ground, workers=workers).community
                for ground in (then, None)
            )
        except (CommunityAtFault, CountAtFault):  # which `check` tells, be it of now or of then
            return ()
    return tuple(
        _moved(before, after, slug, ledger, min(now, state.observed))
        for slug in after.challenges
        if slug in before.challenges and _rules(before, slug) != _rules(after, slug)
    )


def _rules(community: Community, slug: str) -> str:
    return rules_hash(community, (community.challenges[slug],))


def _moved(before: Community, after: Community, slug: str, ledger: Path, as_of: datetime) -> Moved:
    early = slug not in after.frozen
    was, _, troubled = _ranked(before, slug, ledger, early=early)
    now, ballots, trouble = _ranked(after, slug, ledger, early=early)
    pairs = {idea: (was.get(idea), now.get(idea)) for idea in sorted({*was, *now})}
    return Moved(
        challenge=slug,
        ballots=ballots,
        early=early,
        moves={idea: pair for idea, pair in pairs.items() if _differ(*pair)},
        failure=trouble,
        failed=troubled,
        withheld=any(
            one.challenges[slug].withholds_counts(one.challenges[slug].phase(as_of)) for one in (before, after)
        ),
    )


def _differ(was: RankUnderRules | None, now: RankUnderRules | None) -> bool:
    """Whether there is something to tell; where nobody knows who won, of winners only."""
    if was is None or now is None or None not in {was.wins, now.wins}:
        return was != now
    return (was.support, was.rank) != (now.support, now.rank) or bool(was.wins or now.wins)


def _ranked(
    community: Community, slug: str, ledger: Path, *, early: bool
) -> tuple[dict[str, RankUnderRules], int, str]:
    """Where each idea of a challenge stands, how many ballots there are, and why it cannot be decided if it cannot."""
    if early:
        opened = {**community.challenges, slug: _opened(community.challenges[slug])}
        community = replace(community, challenges=opened)
    ballots = ballots_of(community, ledger, (slug,))[slug]
    contest = contest_of(community, slug, ballots)
    failure, winners = "", frozenset[str]()
    try:
        winners = frozenset(win.idea for win in decide(contest).wins)
    except Failure as reason:
        failure = reason.message
    support = {idea: len(found) for idea, found in contest.supporters.items()}
    ranks = _ranks(sorted(support.values(), reverse=True))
    ranked = {
        idea: RankUnderRules(support=n, rank=ranks[n], wins=None if failure else idea in winners)
        for idea, n in support.items()
    }
    return ranked, len(ballots), failure


def _opened(challenge: Challenge) -> Challenge:
    """The challenge as though its voting had opened with its submission."""
    opens = min(challenge.voting.opens, challenge.submission.opens)
    return replace(challenge, voting=replace(challenge.voting, opens=opens))


def _ranks(support: Sequence[int]) -> dict[int, int]:
    """The rank of each number of supporters, the largest first."""
    ranks: dict[int, int] = {}
    for rank, number in enumerate(support, 1):
        ranks.setdefault(number, rank)
    return ranks
