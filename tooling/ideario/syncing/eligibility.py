"""Turns the reactions of a thread into what the ledger should hold, and that into changes. Asks nobody, writes nothing.

The rules that need accounts are decided here: R1 no account, R2 not a person, R3 the author or a co-author of the
thread's ideas, R6 an account younger than the challenge where the challenge opts in. R7, young at the vote, is a flag.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import product
from typing import NamedTuple, Protocol

from ideario.forge.port import Account, Reaction
from ideario.ledger.live_reactions import LiveReaction, same_moment
from ideario.ledger.staging import StagedChange
from ideario.model.community import Community

_DAY = 86_400
_YOUNG = 30 * _DAY
_NOBODY = frozenset({"R1", "R2", "R3"})
_FLAG = ("R7",)
_EPOCH = date(1970, 1, 1)
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


def terms(ideas: tuple[str, ...], author: Account | None, community: Community) -> Eligibility:
    """The terms of a thread of these ideas. Of a duplicate, the target's authors and challenge hold too."""
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


def is_author(account: Account, at: int, terms: Eligibility) -> bool:
    """Whether a reaction that an account gives at a moment is one to an idea of its own."""
    if terms.author is not None and account.id == terms.author.id:
        return True
    login = account.login.lower()
    if login not in terms.authors and account.id not in terms.numbers:
        return False
    return at >= terms.joined.get(login if login in terms.authors else account.id, 0)


def rule_of(account: Account | None, terms: Eligibility, at: int) -> str | None:
    """The first rule that excludes a reaction that this account gives at a moment (Unix seconds) on a thread."""
    if account is None:
        return "R1"
    if account.kind != "user":
        return "R2"
    if is_author(account, at, terms):
        return "R3"
    if terms.since is not None and account.created is not None and account.created > terms.since:
        return "R6"
    return None


def votes(
    reactions: Iterable[Reaction], terms: Eligibility, names: Names, *, met: dict[str, int] | None = None
) -> dict[Key, Vote]:
    """What the ledger should hold of a thread: by (voter, kind). Of two alike, which no forge allows, the earliest.

    All kinds are ones that ledgers have names for. Into `met` go the numbers of authors who are met for the first time.
    """
    found: dict[Key, Vote] = {}
    person, once = names.person, names.once
    authors, since, author, numbers = terms.authors, terms.since, terms.author and terms.author.id, terms.numbers
    # A sweep comes here a million times: what is plain is decided without a call, and the NamedTuple's own constructor
    # is a function in Python.
    new, clock = tuple.__new__, _clock()
    for number, kind, at, account in reactions:
        rule: str | None = "R1"
        if account is not None:
            who, login, sort, created = account
            rule, lower = None, login.lower()
            if since is not None or sort != "user" or who == author or lower in authors or who in numbers:
                rule = rule_of(account, terms, at)
                if met is not None and lower in authors and sort == "user":
                    met.setdefault(lower, who)
            if rule not in _NOBODY:
                flags = _FLAG if created is not None and at - created < _YOUNG else ()
                found.setdefault((person(who), kind), new(Vote, (f"{_day(at // _DAY)}{clock[at % _DAY]}", rule, flags)))
                continue
        found.setdefault((once(number), kind), Vote(instant_of(at), rule, ()))
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
    new = tuple.__new__  # as in `votes`
    for key, want in wanted.items():
        had = live.get(key)
        if had is None or want.rule != had.rule or not same_moment(had.given, want.given, coarsened):
            yield new(StagedChange, ("cast", thread, idea, *key, *want))


def instant_of(at: int) -> str:
    """Unix seconds as `YYYY-MM-DDThh:mm:ssZ`. Made by hand: a sweep needs a million of them."""
    day, second = divmod(at, _DAY)
    return f"{_day(day)}{_clock()[second]}"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return (_EPOCH + timedelta(days=number)).isoformat()


@lru_cache(maxsize=1)
def _clock() -> tuple[str, ...]:
    """The second half of an instant, for each second of a day."""
    return tuple(f"T{hour:02}:{minute:02}:{second:02}Z" for hour, minute, second in product(*map(range, (24, 60, 60))))
