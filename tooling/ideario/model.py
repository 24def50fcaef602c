"""The words of the house as values: community, challenge, idea, person, decision, thread, tally. No I/O, no rules."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from ideario.money import Money

StatusKind = Literal["open", "active", "done", "declined", "duplicate"]
Phase = Literal["upcoming", "submission", "review", "voting", "counting", "closed"]
Stance = Literal["support", "oppose", "watch"]
Text = Mapping[str, str]
"""One text by language tag; the key "" holds a text that serves every language."""


def localised(text: Text, language: str) -> str:
    """The text in `language`, else the one for every language, else the first there is, else ""."""
    return text.get(language) or text.get("") or next(iter(text.values()), "")


def day_start(moment: str) -> datetime:
    """A bare date as the first second of its UTC day; a moment `YYYY-MM-DDThh:mm:ssZ` as itself."""
    parsed = datetime.fromisoformat(moment)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def day_end(moment: str) -> datetime:
    """A bare date as the last second of its UTC day; a moment as itself."""
    start = day_start(moment)
    return start if "T" in moment else datetime.combine(start.date(), time(23, 59, 59), UTC)


def instant(moment: datetime) -> str:
    """A moment as `YYYY-MM-DDThh:mm:ssZ`, the only form of time that Ideario writes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A titled address elsewhere."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `opens` to `closes`, both included, UTC. The text as written is kept for showing."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One of the community's statuses; `kind` is what the program goes by, `label` what readers see."""

    slug: str
    label: Text
    kind: StatusKind
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that ideas are judged by."""

    id: str
    title: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How much crowd and experts count in one blended score; it decides nothing."""

    crowd: int
    experts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What winners receive; `money` only where `kind` is money."""

    kind: Literal["none", "recognition", "money"]
    money: Money | None = None
    paid_on_result: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WinnerRule:
    """How votes become winners. `quorum` and `proportional_quorum` are fractions such as "1/20".

    `seed` decides between ideas that nothing else tells apart.
    """

    rule: Literal["top", "greedy", "equal-shares"]
    count: int | None = None
    completion: str | None = None
    step: Money | None = None
    minimum_support: int = 0
    quorum: str | None = None
    proportional_quorum: str | None = None
    seed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A call for ideas: content/challenges/<slug>.yml."""

    slug: str
    path: str
    title: str
    question: str
    background: str
    decided_by: str
    language: str
    submission: Window
    voting: Window
    reward: Reward
    winners: WinnerRule
    new_accounts: Literal["count", "exclude"] = "count"
    ranks: Literal["shown", "after-close"] = "shown"
    counts: Literal["shown", "after-close"] = "shown"
    tags: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    blend: Blend | None = None
    budget: Money | None = None
    empty_ballots: int = 0
    sdgs: tuple[int, ...] = ()
    contact: str = ""
    links: tuple[Link, ...] = ()
    former: tuple[str, ...] = ()

    def phase(self, now: datetime, seen: datetime | None = None) -> Phase:
        """Where the challenge stands at a moment; `review` is the gap between submission and voting.

        `seen` is when votes were last read, None where that makes no difference: a challenge that has closed since then
        is `counting`, since its last votes are still to be read. Voting wins where both windows overlap, since that is
        what a reader can do least late.
        """
        if self.voting.opens <= now <= self.voting.closes:
            return "voting"
        if now > self.voting.closes:
            return "counting" if seen is not None and seen <= self.voting.closes else "closed"
        if self.submission.opens <= now <= self.submission.closes:
            return "submission"
        return "upcoming" if now < self.submission.opens else "review"

    def conceals_ranks(self, phase: Phase) -> bool:
        """Whether the site does not show yet how the ideas rank."""
        return "after-close" in (self.ranks, self.counts) and phase != "closed"

    def conceals_counts(self, phase: Phase) -> bool:
        """Whether the site does not show yet how many votes there are."""
        return self.counts == "after-close" and phase != "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One proposal: content/ideas/**/<slug>.yml. Imported ideas have `source` and `source_id` and no authors;
    when they were proposed there, `source_date` (`YYYY-MM-DD`), is the source's word.

    `arrived` is when it first came in, as the ledger or the git history knows it, never a date its author can edit.
    """

    slug: str
    path: str
    title: str
    language: str
    summary: str = ""
    body: str = ""
    challenge: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    cost: Money | None = None
    links: tuple[Link, ...] = ()
    source: str | None = None
    source_id: str | None = None
    source_date: str | None = None
    arrived: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part: content/people/<login>.yml. `login` is the file's name."""

    login: str
    path: str
    name: str
    about: str = ""
    skills: tuple[str, ...] = ()
    availability: Literal["volunteer", "paid", "both", "none"] = "none"
    languages: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    credit: Literal["name", "login", "none"] = "name"
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One dated step of a decision; `date` is `YYYY-MM-DD`."""

    date: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What an idea was awarded."""

    title: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What maintainers decided about one idea: content/decisions/<idea>.yml. `history` is oldest first, never empty."""

    idea: str
    path: str
    history: tuple[Change, ...]
    duplicate_of: str | None = None
    former: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    award: Award | None = None
    shipped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One reviewer's scores of one idea, from 0 to 10 by criterion; a criterion may be missing."""

    idea: str
    criteria: Mapping[str, int]
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One expert's scorecards for one challenge: content/reviews/<challenge>/<login>.yml."""

    challenge: str
    login: str
    path: str
    conflicts: tuple[str, ...] = ()
    scores: tuple[Scorecard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A maintainer's public removal of ballots: content/exclusions/<name>.yml. No `ideas` means everywhere."""

    name: str
    path: str
    date: str
    reason: str
    voters: tuple[str, ...]
    ideas: tuple[str, ...] = ()
    appeal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Who won a challenge: content/results/<challenge>.yml. `document` is by schemas/result.schema.json."""

    challenge: str
    path: str
    document: Mapping[str, Any]

    @property
    def winners(self) -> tuple[str, ...]:
        """The slugs of the winning ideas, in the order in which they won."""
        return tuple(winner["idea"] for winner in self.document["winners"])


Doubt = Literal[
    "no-ledger", "open", "other-ledger", "samples", "epoch", "unproven", "rules", "different", "undecidable"
]
"""Why a written result is none: nothing to count, votes not seen after the close, made from no chain that is known,
from the samples, before a new epoch, under rules that no history shows, under others, other numbers, nothing that the
rule can decide.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecounted:
    """A result that was written down and that no recount confirms, so that nobody is shown its numbers."""

    challenge: str
    path: str
    why: Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the community as a whole says about votes: what reactions mean, and what becomes of votes given before the
    last edit of an idea.
    """

    reactions: Mapping[str, Stance]
    votes_before_edit: Literal["count", "void"] = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """content/community.yml with its defaults filled in. `host` is the forge's, `url` ends in a slash."""

    name: str
    repository: str
    host: str
    url: str
    licence: str
    languages: tuple[str, ...]
    tagline: Text
    tags: Mapping[str, Text]
    statuses: Mapping[str, Status]
    transitions: Mapping[str, tuple[str, ...]]
    reactions: Mapping[str, Stance]
    require_people: bool = False
    contact: str = ""
    code_of_conduct: str = ""
    votes_before_edit: Literal["count", "void"] = "count"
    reactions_since: str = ""

    @property
    def terms(self) -> Terms:
        """What the settings say about votes."""
        return Terms(reactions=self.reactions, votes_before_edit=self.votes_before_edit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Everything published together, already checked. Mappings are keyed by slug or login and sorted by it.

    What decides in `challenges` is what was in force when voting opened, as far as the history tells; `frozen` holds
    the terms of that moment, by challenge, and by "" those that votes outside challenges keep. `edited` says when the
    text of an idea last changed while people could vote on it, by slug, for ideas whose text did. `joined` says when
    authors were named who were not named at first, by slug and login in small letters.
    """

    settings: Settings
    challenges: Mapping[str, Challenge]
    ideas: Mapping[str, Idea]
    people: Mapping[str, Person]
    decisions: Mapping[str, Decision]
    reviews: tuple[Review, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    frozen: Mapping[str, Terms] = field(default_factory=dict)
    edited: Mapping[str, datetime] = field(default_factory=dict)
    joined: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)

    def terms(self, challenge: str | None) -> Terms:
        """The terms by which votes at the ideas of a challenge count; None: at ideas outside any challenge."""
        return self.frozen.get(challenge or "") or self.settings.terms

    def status(self, idea: str, at: datetime | None = None) -> Status:
        """The status of an idea: its decision's last (at a moment: until then), else the first status of kind open."""
        decision = self.decisions.get(idea)
        statuses = self.settings.statuses
        changes = decision.history if decision is not None else ()
        if at is not None:
            changes = tuple(change for change in changes if day_start(change.date) <= at)
        if changes:
            return statuses[changes[-1].status]
        return next((s for s in statuses.values() if s.kind == "open"), next(iter(statuses.values())))

    def target(self, idea: str) -> str:
        """The idea at which votes for `idea` are counted: itself, or what it is a duplicate of (one level)."""
        decision = self.decisions.get(idea)
        other = decision.duplicate_of if decision is not None else None
        return other if other in self.ideas and other is not None else idea


class Thread(NamedTuple):
    """Where ideas are voted on, as threads.json keeps it: only what is public. `name` is `pull/12` and the like.

    `first_seen` says by slug when a sync first saw the idea's file in this pull request, if that was before the merge.
    `more` is how many names of ideas an open one has that `ideas` leaves out. A tuple, and no dataclass, which takes
    several times as long to make: nearly every idea has one.
    """

    name: str
    ideas: tuple[str, ...]
    author: str | None = None
    opened: datetime | None = None
    merged: datetime | None = None
    comments: int = 0
    answered: datetime | None = None
    first_seen: Mapping[str, datetime] = {}
    more: int = 0

    def of(self, published: Container[str]) -> tuple[str, ...]:
        """The ideas whose thread it is, without those that have come to the branch in another way since.

        A sync has seen these in an open pull request, and its next run will say where they belong.
        """
        if self.merged is not None:
            return self.ideas
        return tuple(idea for idea in self.ideas if idea not in self.first_seen or idea not in published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A reaction that came or went, before it has a place in a chain (`seq` and `prev` are the ledger's to give).

    `kind` is the REST name of the reaction, `voter` a pseudonym, `given` the reaction's own time (None for a
    withdrawal), `rule` one of R1, R2, R3, R6 or None. Times are `YYYY-MM-DDThh:mm:ssZ`.
    """

    type: Literal["cast", "withdraw"]
    thread: str
    idea: str
    voter: str
    kind: str
    given: str | None
    seen: str
    rule: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """What is known of the syncs around the moment `closed`, at which some voting closed.

    `before` is when the last sync began that ended at or before the close, `after` when the first one ended that ended
    after it; None where there was none, or none yet. A withdrawal is only seen by a sync: a vote that was withdrawn
    between the two may have been counted or not.
    """

    closed: datetime
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    """What ledger.json says: `head` is the SHA-256 of the last line, `threads` the one of threads.json.

    `lines` are all lines of the chain, `events` those that are events: reactions that came or went, erased ones too.
    `closes` are in the order of time; imported ledgers, which no sync ever touched, have none.
    """

    head: str
    events: int
    lines: int
    observed: datetime
    epoch: int
    threads: str
    sample: bool = False
    key_check: str | None = None
    former_head: str | None = None
    coarsened: datetime | None = None
    closes: tuple[Close, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One idea's place in a tally. Always `raw` = `counted` + the sum of `excluded`.

    `raw`, `counted` and `excluded` speak of the reactions given on this idea's own threads; `support`, `oppose` and
    `watch` of the ballots counted at this idea, duplicates united. For a duplicate they are 0 and `merged_into` names
    the idea at which its ballots count. `excluded` maps a rule id (R0 to R8, R12, X) to a number and omits zeros.
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
class Proposal:
    """An idea that stands only in open pull requests, `threads`, by their numbers. Nothing but its name is known.

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
    not withheld. `proposed`, sorted by slug too, are ideas outside it; `unnamed` is how many more names of ideas an
    open pull request has that are not among them, by its thread. `as_of` is when votes were last read, `phases` where
    each challenge stood when they were counted; where that is not said, it is where it stood at `as_of`.
    """

    rules: str
    as_of: datetime
    ledger: LedgerState | None
    standings: Mapping[str, Standing]
    turnouts: Mapping[str, Turnout]
    proposed: tuple[Proposal, ...] = ()
    unnamed: Mapping[str, int] = field(default_factory=dict)
    phases: Mapping[str, Phase] = field(default_factory=dict)

    def phase(self, challenge: Challenge) -> Phase:
        """Where a challenge stands."""
        return self.phases.get(challenge.slug) or challenge.phase(self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Why some votes are flagged: a reason to look, and no more.

    `rule` is R7 (new accounts, of one `challenge`, "" for ideas outside any), R9 (a burst on an idea), R10 (accounts in
    step) or R11 (new accounts among an idea's supporters). The votes, on `lines` of the ledger, were given from `first`
    to `last` by so many `accounts`. `most` is how many came within one hour, `expected` how many votes (R9) or accounts
    (R10) chance explains, `chance` how probable as many are by chance; `among` is the number of supporters.
    """

    rule: str
    ideas: tuple[str, ...]
    first: datetime
    last: datetime
    accounts: int
    lines: tuple[int, ...]
    challenge: str | None = None
    most: int | None = None
    expected: float | None = None
    chance: float | None = None
    among: int | None = None


class Flagged(NamedTuple):
    """A vote that some rules flag: its line in the ledger, its idea, and whether it is for the idea."""

    line: int
    idea: str
    support: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimit:
    """What the search for signs left out, so that its work stays bounded: of `of` it looked at `looked`.

    `what` these are: unusual `hours` (R9), `votes` that followed a vote on its idea within ten minutes (R10), or
    `groups` of accounts in step (R10).
    """

    rule: str
    what: Literal["hours", "votes", "groups"]
    looked: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """All signs, and the votes that any of them flags, in the order of the ledger.

    `version` is that of the search, `limits` are those that it reached.
    """

    signs: tuple[Sign, ...] = ()
    votes: tuple[Flagged, ...] = ()
    version: int = 2
    limits: tuple[SearchLimit, ...] = ()

    @property
    def lines(self) -> Mapping[int, tuple[str, ...]]:
        """The rules that flag each line of the ledger which any flags."""
        return {vote.line: vote.rules for vote in self.votes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An idea in a ranking: equal scores share a `rank`, which counts from 1.

    `score` is None where the ranking has none but its order; `count` of `among` is what the score speaks of, such as
    supporters among the people who could have seen the idea, and None where it speaks of none.
    """

    rank: int
    idea: str
    score: float | None = None
    count: int | None = None
    among: int | None = None


RANKINGS = ("top", "trending", "controversial", "new", "needs-eyes")
"""The names of all rankings."""
SETTLED = ("done", "declined")
"""The kinds of status whose ideas stand in no ranking of the community, and in a list of their own."""
Rankings = Mapping[str, tuple[Place, ...]]
"""The places of each ranking by its name, one of RANKINGS, in the order of showing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What experts say of one idea; all scores are from 0 to 10, and equal scores share a `rank`, from 1.

    `score` is the mean of the reviewers' scores, `lowest` and `highest` their range, `spread` their sample standard
    deviation (None with one reviewer), `criteria` the mean by criterion, for those that anybody scored. `aside` counts
    the reviewers who have a stake in the idea.
    """

    rank: int
    idea: str
    score: Fraction
    lowest: Fraction
    highest: Fraction
    spread: float | None
    reviewers: int
    aside: int
    criteria: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the experts of one challenge say: `judgements` the highest first, made of `reviews`, in order of login.

    `counted` holds by login the ideas whose scores count.
    """

    judgements: tuple[Judgement, ...]
    reviews: tuple[Review, ...]
    counted: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blended:
    """What crowd and experts together say of one idea, as its challenge blends them; equal scores share a `rank`.

    `score` is from 0 to 1, made of `support` among `voters`, and of the `experts`' score, from 0 to 10.
    """

    rank: int
    idea: str
    score: Fraction
    support: int
    voters: int
    experts: Fraction
