"""The one register of vote rules: what excludes a vote, and what flags one. Applies none of them.

A rule that is missing anywhere is named by tests/model/test_vote_rules.py. A new one needs its line here, the place
that applies it (the sync, count.sql and recount.py, or the search), its id in schemas/common.schema.json and, in the
words of each language, `rule.ID` and `rule.ID.means`; one that flags also its sentence in `ideario report integrity`.
"""

from typing import Literal, NamedTuple

Effect = Literal["excludes", "flags"]
Applied = Literal["sync", "count", "search"]


class VoteRule(NamedTuple):
    """A vote rule. It `excludes` votes, or `flags` them, which is a reason to look and no more.

    It is `applied` by the sync, where accounts are known, by the count, which knows ideas and challenges, or by the
    search, which compares votes with each other. `since` is the first version that has the rule: of the ledger's
    format, of count.sql, or of the search.
    """

    id: str
    effect: Effect
    applied: Applied
    since: int = 1


VOTE_RULES = (
    VoteRule("R0", "excludes", "count"),
    VoteRule("R1", "excludes", "sync"),
    VoteRule("R2", "excludes", "sync"),
    VoteRule("R3", "excludes", "sync"),
    VoteRule("R4", "excludes", "count"),
    VoteRule("R5", "excludes", "count"),
    VoteRule("R6", "excludes", "sync"),
    VoteRule("R7", "flags", "sync"),
    VoteRule("R8", "excludes", "count"),
    VoteRule("R9", "flags", "search"),
    VoteRule("R10", "flags", "search"),
    VoteRule("R11", "flags", "search"),
    VoteRule("R12", "excludes", "count"),
    VoteRule("X", "excludes", "count"),
)
"""All of them in the order in which people read of them."""


def vote_rules(effect: Effect, *applied: Applied) -> tuple[str, ...]:
    """The ids of the vote rules of an effect, all of them or those that are applied somewhere."""
    return tuple(rule.id for rule in VOTE_RULES if rule.effect == effect and (not applied or rule.applied in applied))
