"""Counts a ledger by the counting rule, with DuckDB in this very program. Decides no winners, checks no chain."""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ideario.ledger.format import canonical
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.model.challenge import Challenge
from ideario.model.community import Community, Terms
from ideario.model.ledger_state import Thread
from ideario.model.moments import instant
from ideario.model.thread_names import is_pull
from ideario.model.votes import PendingIdea, Standing, Tally, Turnout
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.engines.engine import Engine
from ideario.voting.counting.run_rule import Counts, counted, counted_by, rule_version


def tally(
    community: Community,
    ledger: Path | None,
    *,
    as_of: datetime,
    now: datetime | None = None,
    threads: Sequence[Thread] | None = None,
    events: Events | None = None,
    singles: bool = False,
    engine: Engine | None = None,
) -> Tally:
    """Count the reactions of the ledger in the folder `ledger` at the ideas of `community`.

    Everything in the ledger is counted; `as_of` is only recorded, as are the phases of challenges at `now`; `threads`
    are the ledger's, read here if not given. Without a ledger, in a folder without one too, each standing is zero. A
    reaction belongs to the ideas of its thread: those that threads.json lists and those whose decision names the
    thread; on a thread that threads.json does not list, also to the idea that its event names. Former slugs lead to
    their idea, unknown ones nowhere: such reactions are left out. An idea that stands in open pull requests alone is
    counted in the same way, without a challenge, and apart: under `pending`. A voter of a challenge is who has at
    least one counted ballot of support or opposition at one of its ideas, and `ballots` is the number of these;
    watching is no vote. Failure when the ledger cannot be read or does not hold what its ledger.json says. `events` are
    the ledger's, if somebody has begun to read them; with `singles` the single ballots stay in their database, as
    `counted` says.
    """
    state = None if ledger is None else read_state(ledger)
    if ledger is None or state is None:
        threads = ()
    elif threads is None:
        threads = read_threads(ledger)
    pending = _pending(community, threads)
    counts: Counts = {}
    if ledger is not None and state is not None and engine is not None:
        counts = counted_by(engine, community, ledger, state, threads, pending=pending)
    elif ledger is not None and state is not None:
        with contextlib.nullcontext(events) if events else Events(ledger) as read:
            counts = counted(community, ledger, state, threads, pending=pending, singles=singles, events=read)
    standings = {slug: _standing(counts, slug, community.target(slug)) for slug in community.ideas}
    turnouts = {
        slug: Turnout(
            challenge=slug,
            voters=counts.get(("turnout", slug), {}).get("voters", 0) + challenge.empty_ballots,
            empty=challenge.empty_ballots,
            ballots=counts.get(("turnout", slug), {}).get("ballots", 0),
            rules=rules_hash(community, (challenge,)),
        )
        for slug, challenge in community.challenges.items()
    }
    return Tally(
        rules=rules_hash(community, tuple(community.challenges.values()), whole=True),
        as_of=as_of,
        phases={
            slug: challenge.phase(as_of if now is None else now, as_of)
            for slug, challenge in community.challenges.items()
        },
        ledger=state,
        standings=standings,
        turnouts=turnouts,
        unnamed={thread.name: thread.more for thread in threads if thread.more},
        pending=tuple(
            PendingIdea(idea=slug, threads=where, standing=_standing(counts, slug, slug))
            for slug, where in sorted(pending.items())
        ),
    )


_NONE: Mapping[str, int] = {}
_NO_RULES = {"raw", "counted"}


def _standing(counts: Counts, slug: str, target: str) -> Standing:
    reactions, ballots = counts.get(("idea", slug), _NONE), counts.get(("ballots", slug), _NONE)
    return Standing(
        idea=slug,
        raw=reactions.get("raw", 0),
        counted=reactions.get("counted", 0),
        excluded={rule: reactions[rule] for rule in sorted(reactions.keys() - _NO_RULES)},
        support=ballots.get("support", 0),
        oppose=ballots.get("oppose", 0),
        watch=ballots.get("watch", 0),
        before_edit=counts.get(("edited", slug), _NONE).get("before", 0),
        merged_into=None if target == slug else target,
    )


def _pending(community: Community, threads: Sequence[Thread]) -> Mapping[str, tuple[Thread, ...]]:
    """The ideas that stand in open pull requests alone, by slug: neither published, under whatever name, nor merged."""
    known = set(community.ideas)
    known.update(
        old for idea in community.ideas if idea in community.decisions for old in community.decisions[idea].former
    )
    for thread in threads:
        if thread.merged is not None:
            known.update(thread.ideas)
    found: dict[str, list[Thread]] = defaultdict(list)
    for thread in threads:
        if thread.merged is None and is_pull(thread.name):
            for slug in thread.ideas:
                if slug not in known:
                    found[slug].append(thread)
    return {slug: tuple(where) for slug, where in found.items()}


def rules_hash(community: Community, challenges: tuple[Challenge, ...], *, whole: bool = False) -> str:
    """The SHA-256 of what decides how votes become a result, as canonical JSON; see `decisive`."""
    return sha256(canonical(decisive(community, challenges, whole=whole)).encode()).hexdigest()


def decisive(community: Community, challenges: Iterable[Challenge], *, whole: bool = False) -> dict[str, object]:
    """What decides how votes become a result: the counting rule's version, the kinds, the challenges' settings.

    How the counting rule is written down is no part of it. `whole` adds what holds outside any challenge.
    """
    return {
        "count": rule_version(),
        "challenges": {
            challenge.slug: {
                **_spoken(community.terms(challenge.slug)),
                "voting": [instant(challenge.voting.opens), instant(challenge.voting.closes)],
                "new_accounts": challenge.new_accounts,
                "winners": {
                    "rule": challenge.winners.rule,
                    "count": challenge.winners.count,
                    "completion": challenge.winners.completion,
                    "step": None if challenge.winners.step is None else challenge.winners.step.amount,
                    "minimum_support": challenge.winners.minimum_support,
                    "quorum": challenge.winners.quorum,
                    "proportional_quorum": challenge.winners.proportional_quorum,
                    "seed": challenge.winners.seed,
                },
                "budget": None
                if challenge.budget is None
                else {"amount": challenge.budget.amount, "currency": challenge.budget.currency},
                "criteria": {criterion.id: criterion.weight for criterion in challenge.criteria},
                **(
                    {"blend": {"crowd": challenge.blend.crowd, "experts": challenge.blend.experts}}
                    if challenge.blend  # absent elsewhere: no other challenge's hash changed when blends came
                    else {}
                ),
                **({"jury": challenge.jury.document} if challenge.jury else {}),
                **({"empty_ballots": challenge.empty_ballots} if challenge.empty_ballots else {}),
            }
            for challenge in challenges
        },
        **(_spoken(community.terms(None)) if whole else {}),
    }


def _spoken(terms: Terms) -> dict[str, object]:
    return {"kinds": dict(terms.reactions), "votes_before_edit": terms.votes_before_edit}
