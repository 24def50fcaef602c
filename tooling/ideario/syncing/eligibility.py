"""Turns the reactions of a thread into what the ledger should hold, and that into changes. Asks nobody, writes nothing.

The rules that need accounts are decided here: R1 no account, R2 not a person, R3 the author or a co-author of the
thread's ideas, R6 an account younger than the challenge where the challenge opts in. R7, young at the vote, is a flag.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, Protocol

from ideario.forge.port import Account, Reaction
from ideario.ledger.live_reactions import LiveReaction, same_moment
from ideario.ledger.staging import StagedChange
from ideario.model.community import Community
from ideario.model.moments import instant_of

_DAY = 86_400
_YOUNG = 30 * _DAY
_NOBODY = frozenset({"R1", "R2", "R3"})
Key = tuple[str, str]


class Vote(NamedTuple):
    """A reaction as the ledger should hold it."""

    given: str
    rule: str | None
    flags: tuple[str, ...]


class Names(Protocol):
    """Gives pseudonyms: `person` to an account's number, `once` to a reaction's."""

    def person(self, account: int, /) -> str:
        """Always the same for one account."""
        ...

    def once(self, reaction: int, /) -> str:
        """Tied to no account."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What decides the rules on one thread. `ideas` are sorted, `authors` logins in lower case.

    `since` (Unix seconds) is where R6 begins: accounts made after it are excluded; None where no challenge opts in.
    `numbers` are those of authors whom a sync has met: they stay the authors under another login. They are no part of
    the basis, since whoever is met for the first time bears the login at that moment, and was excluded by it.
    `joined` says by login or number from when on (Unix seconds) authors count as such who were named later than the
    idea came in: what they gave before stays a vote.
    """

    ideas: tuple[str, ...]
    author: Account | None
    authors: frozenset[str]
    since: int | None
    numbers: frozenset[int] = frozenset()
    joined: Mapping[str | int, int] = field(default_factory=dict)

    @property
    def basis(self) -> str:
        """A short hash: where it is another one, the reactions must be judged anew."""
        text = f"{self.ideas}|{self.author and self.author.id}|{sorted(self.authors)}|{self.since}"
        text += f"|{sorted(self.joined.items())}" if self.joined else ""
        return sha256(text.encode()).hexdigest()[:16]


def eligibility_of(ideas: tuple[str, ...], author: Account | None, community: Community) -> Eligibility:
    """What decides the rules on a thread of these ideas; of a duplicate, the target's authors and challenge too."""
    reached = {*ideas, *(community.target(slug) for slug in ideas)}
    known = [community.ideas[slug] for slug in sorted(reached) if slug in community.ideas]
    challenges = [community.challenges.get(idea.challenge or "") for idea in known]
    moments = [c.submission.opens for c in challenges if c is not None and c.new_accounts == "exclude"]
    named = [(login.lower(), community.joined.get(idea.slug, {})) for idea in known for login in idea.authors]
    first = {login for login, later in named if login not in later}
    joined: dict[str | int, int] = {}
    for login, later in named:
        if login not in first:
            at = int(later[login].timestamp())
            joined[login] = min(at, joined.get(login, at))
    return Eligibility(
        ideas=ideas,
        author=author,
        authors=frozenset(login for login, _ in named),
        since=int(min(moments).timestamp()) if moments else None,
        joined=joined,
    )


def is_author(account: Account, given: int, eligibility: Eligibility) -> bool:
    """Whether a reaction that an account gave at `given` (Unix seconds) is one to an idea of its own."""
    if eligibility.author is not None and account.id == eligibility.author.id:
        return True
    login = account.login.lower()
    if login not in eligibility.authors and account.id not in eligibility.numbers:
        return False
    return given >= eligibility.joined.get(login if login in eligibility.authors else account.id, 0)


def rule_of(account: Account | None, eligibility: Eligibility, given: int) -> str | None:
    """The first rule that excludes a reaction that this account gave at `given` (Unix seconds) on a thread."""
    if account is None:
        return "R1"
    if account.kind != "user":
        return "R2"
    if is_author(account, given, eligibility):
        return "R3"
    if eligibility.since is not None and account.created is not None and account.created > eligibility.since:
        return "R6"
    return None


def votes(
    reactions: Iterable[Reaction], eligibility: Eligibility, names: Names, *, met: dict[str, int] | None = None
) -> dict[Key, Vote]:
    """What the ledger should hold of a thread: by (voter, kind). Of two alike, which no forge allows, the earliest.

    All kinds are ones that ledgers have names for. Into `met` go the numbers of authors who are met for the first time.
    """
    found: dict[Key, Vote] = {}
    authors, since, person, once = eligibility.authors, eligibility.since, names.person, names.once
    own = eligibility.numbers if eligibility.author is None else eligibility.numbers | {eligibility.author.id}
    for reaction, kind, given, account in reactions:
        rule: str | None = "R1"
        if account is not None:
            number, login, sort, created = account
            rule, login = None, login.lower()
            if sort != "user" or since is not None or number in own or login in authors:
                rule = rule_of(account, eligibility, given)
                if met is not None and sort == "user" and login in authors:
                    met.setdefault(login, number)
            if rule not in _NOBODY:
                flags = ("R7",) if created is not None and given - created < _YOUNG else ()
                found.setdefault((person(number), kind), Vote(instant_of(given), rule, flags))
                continue
        found.setdefault((once(reaction), kind), Vote(instant_of(given), rule, ()))
    return found


def changes(
    thread: str,
    idea: str,
    wanted: Mapping[Key, Vote],
    live: Mapping[Key, LiveReaction],
    *,
    coarsened: str | None = None,
) -> Iterator[StagedChange]:
    """What must be added to the ledger so that `wanted` lives: what went first, then what came.

    A reaction whose time or rule is another one now is withdrawn and cast anew, with its own time. A withdrawal names
    the idea that its cast named. `coarsened` is the moment before which the ledger's times name only the day.
    """
    for key, have in live.items():
        want = wanted.get(key)
        if want is None or want.rule != have.rule or not same_moment(have.given, want.given, coarsened):
            yield StagedChange("withdraw", thread, have.idea, key[0], key[1], None, have.rule, ())

    for key, want in wanted.items():
        had = live.get(key)
        if had is None or want.rule != had.rule or not same_moment(had.given, want.given, coarsened):
            yield StagedChange("cast", thread, idea, key[0], key[1], want.given, want.rule, want.flags)
