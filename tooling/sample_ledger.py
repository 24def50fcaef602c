"""Draws the sample ledger of this repository's community: invented voters, the same at every run. No real vote is near.

Every number comes from the SHA-256 of what it is for, so that a new idea gets votes of its own and leaves those of the
others as they are. Run it again after the content has changed: `python tooling/sample_ledger.py`.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.problems import has_errors
from ideario.resources import tool_resources

OBSERVED = datetime(2026, 11, 20, 6, tzinfo=UTC)
SYNC_EVERY = timedelta(hours=6)
VOTERS = 120
ROOT = Path(__file__).resolve().parent.parent

APPEAL: Mapping[str, tuple[float, float]] = {
    "every-mistake-at-once": (0.93, 0.0),
    "propose-from-the-browser": (0.52, 0.02),
    "web-form-for-new-ideas": (0.24, 0.02),
    "un-comando-che-fa-le-domande": (0.55, 0.03),
    "anteprima-prima-di-inviare": (0.42, 0.01),
    "idea-from-an-issue": (0.34, 0.05),
    "accept-word-documents": (0.16, 0.24),
    "screen-reader-audit": (0.62, 0.01),
    "traduzione-in-spagnolo": (0.33, 0.03),
    "watch-newcomers-try": (0.47, 0.02),
    "manuale-per-piccoli-comuni": (0.44, 0.02),
    "recount-by-strangers": (0.38, 0.04),
    "similar-ideas-across-languages": (0.15, 0.09),
    "archive-on-a-memory-stick": (0.29, 0.01),
    "laboratori-nelle-scuole": (0.27, 0.05),
    "hide-counts-while-voting": (0.36, 0.13),
    "ranked-ballots": (0.22, 0.21),
    "vote-without-an-account": (0.24, 0.30),
}
"""How likely a voter who looks at the idea supports and opposes it; ideas that are not named get a middling share."""

TWO_MINDS, TWO_APPROVALS, YOUNG = 47, 17, 116
"""Voter 47 presses both thumbs, every 17th voter two kinds of approval; accounts from 116 on are young."""


def draw(*words: object) -> float:
    """A number from 0 to below 1, the same for the same words."""
    return int(sha256("|".join(map(str, words)).encode()).hexdigest()[:13], 16) / 16**13


def between(start: datetime, end: datetime, share: float) -> datetime:
    """The whole second at `share` of the way from `start` to `end`."""
    return (start + (end - start) * share).replace(microsecond=0)


def next_sync(moment: datetime) -> datetime:
    """The first sync at or after `moment`; one runs every six hours."""
    midnight = datetime(2026, 1, 1, tzinfo=UTC)
    return midnight - (midnight - moment) // SYNC_EVERY * SYNC_EVERY


def pseudonym(name: object) -> str:
    """The voter's pseudonym; with a name that is used once, one that is used once."""
    return sha256(f"sample:{name}".encode()).hexdigest()


def opened(idea: Idea, community: Community) -> datetime:
    """When the idea's pull request was opened: inside its challenge's window, before any decision about it."""
    decision = community.decisions.get(idea.slug)
    if decision is not None and decision.duplicate_of is not None:
        first = opened(community.ideas[decision.duplicate_of], community)
        return first + timedelta(days=2, seconds=int(draw(idea.slug, "later") * 260_000))
    if idea.challenge is not None:
        window = community.challenges[idea.challenge].submission
        last = min(window.closes - timedelta(days=4), OBSERVED - timedelta(hours=30))
        return between(window.opens, last, draw(idea.slug, "opened"))
    last = datetime.fromisoformat(decision.history[0].date).replace(tzinfo=UTC) if decision else OBSERVED
    return between(last - timedelta(days=75), last - timedelta(days=15), draw(idea.slug, "opened"))


def threads_of(community: Community) -> tuple[Thread, ...]:
    """A merged pull request for every idea, numbered as they came, and the further threads that decisions name."""
    further = {name: idea for idea, decision in community.decisions.items() for name in decision.threads}
    taken = {int(name.rpartition("/")[2]) for name in further}
    arrivals = {slug: opened(idea, community) for slug, idea in community.ideas.items()}
    threads, number = [], 9
    for slug in sorted(arrivals, key=lambda slug: (arrivals[slug], slug)):
        number += 1 + int(draw(slug, "gap") * 4)
        while number in taken:
            number += 1
        answered = arrivals[slug] + timedelta(seconds=3000 + int(draw(slug, "answered") ** 2 * 300_000))
        merged = arrivals[slug] + timedelta(seconds=4000 + int(draw(slug, "merged") * 90_000))
        silent = answered > OBSERVED
        threads.append(
            Thread(
                name=f"pull/{number}",
                ideas=(slug,),
                author=next(iter(community.ideas[slug].authors), None),
                opened=arrivals[slug],
                merged=merged,
                comments=0 if silent else 1 + int(draw(slug, "comments") ** 2 * 14),
                answered=None if silent else answered,
            ),
        )
    for name, slug in further.items():
        start = arrivals[slug] + timedelta(days=9)
        threads.append(
            Thread(
                name=name,
                ideas=(slug,),
                author="jonas-weber",
                opened=start,
                comments=6,
                answered=start + timedelta(hours=5),
            ),
        )
    return tuple(threads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One thread while it can be voted on: from `start` to `end`, and how it appeals.

    `name` stays the same when other ideas come and pull requests are numbered anew; chance goes by it.
    """

    idea: Idea
    thread: str
    name: str
    start: datetime
    end: datetime
    interest: float
    support: float
    oppose: float


def polls(community: Community, threads: tuple[Thread, ...]) -> Iterator[Poll]:
    """The threads with their times: the challenge's vote, or for an idea of its own everything since the merge.

    Where the vote has not begun, a few people press a thumb all the same, and are not counted.
    """
    for thread in threads:
        idea = community.ideas[thread.ideas[0]]
        support, oppose = APPEAL.get(idea.slug, (0.2 + 0.3 * draw(idea.slug, "appeal"), 0.03))
        since = thread.merged or thread.opened or OBSERVED
        start, end, interest = since, OBSERVED, 0.7
        if idea.challenge is not None:
            window = community.challenges[idea.challenge].voting
            if window.opens < OBSERVED:
                start, end, interest = max(since, window.opens), min(window.closes, OBSERVED), 0.8
            else:
                interest = 0.08
        first = thread.name.startswith("pull/")
        if not first:
            interest *= 0.25
        yield Poll(
            idea=idea,
            thread=thread.name,
            name=idea.slug if first else thread.name,
            start=start,
            end=end,
            interest=interest,
            support=support,
            oppose=oppose,
        )


def cast(poll: Poll, voter: str, kind: str, moment: datetime, **more: str | tuple[str, ...]) -> Event:
    """The event of a reaction, seen by the sync after it."""
    event = Event(
        type="cast",
        thread=poll.thread,
        idea=poll.idea.slug,
        voter=voter,
        kind=kind,
        given=instant(moment),
        seen=instant(next_sync(moment)),
    )
    return replace(event, **more)  # type: ignore[arg-type]  # the names are those of the two calls below


def withdrawn(event: Event, moment: datetime) -> Event:
    """The event of a reaction that the sync after `moment` no longer found."""
    return replace(event, type="withdraw", given=None, seen=instant(next_sync(moment)))


def reactions(poll: Poll, number: int) -> Iterator[Event]:
    """What one invented voter did on one thread: mostly nothing, mostly in the first days, seldom undone."""
    key = (poll.name, number)
    diligence = 0.15 + 0.85 * draw(number, "diligence") ** 1.6
    if draw(*key, "looks") > poll.interest * diligence:
        return
    when = draw(*key, "when") ** 2.2 if draw(*key, "late") > 0.2 else 1 - draw(*key, "when") ** 2 * 0.2
    moment = between(poll.start, poll.end, when)
    mood = draw(*key, "mood")
    voter = pseudonym(number)
    flags = ("R7",) if number >= YOUNG else ()
    if mood < poll.support:
        choice = draw(*key, "kind")
        kind = "+1" if choice < 0.8 else "heart" if choice < 0.9 else "rocket" if choice < 0.96 else "hooray"
    elif mood < poll.support + poll.oppose:
        kind = "-1"
    elif mood > 0.95:
        kind = "laugh"
    elif mood > 0.86:
        kind = "eyes"
    else:
        return
    event = cast(poll, voter, kind, moment, flags=flags)
    yield event
    if kind == "+1" and number % TWO_APPROVALS == 0:
        yield cast(poll, voter, "heart", min(moment + timedelta(minutes=1), poll.end), flags=flags)
    if kind == "+1" and number == TWO_MINDS:
        yield cast(poll, voter, "-1", min(moment + timedelta(minutes=3), poll.end), flags=flags)
    if draw(*key, "regret") < 0.04:
        regret = between(moment + timedelta(hours=7), poll.end, draw(*key, "undone"))
        if moment + SYNC_EVERY < regret < poll.end:
            yield withdrawn(event, regret)


def excluded(poll: Poll, challenge: Challenge | None) -> Iterator[Event]:
    """The reactions that the rules leave out when they are seen, each with a pseudonym used once, and the late ones."""
    moment = between(poll.start, poll.end, 0.02 + 0.5 * draw(poll.name, "own"))
    if draw(poll.name, "author") < 0.4:
        yield cast(poll, pseudonym(f"once:{poll.name}:author"), "+1", moment, rule="R3")
    if draw(poll.name, "bot") < 0.25:
        yield cast(poll, pseudonym(f"once:{poll.name}:bot"), "eyes", moment + timedelta(seconds=40), rule="R2")
    if draw(poll.name, "gone") < 0.1:
        yield cast(poll, pseudonym(f"once:{poll.name}:gone"), "+1", moment + timedelta(minutes=9), rule="R1")
    if challenge is not None and challenge.new_accounts == "exclude" and draw(poll.name, "young") < 0.4:
        yield cast(poll, pseudonym(f"young:{poll.name}"), "+1", moment + timedelta(hours=2), rule="R6", flags=("R7",))
    if challenge is not None and challenge.voting.closes < OBSERVED and draw(poll.name, "late") < 0.5:
        late = challenge.voting.closes + timedelta(seconds=1 + int(draw(poll.name, "too-late") * 400_000))
        yield cast(poll, pseudonym(f"late:{poll.name}"), "+1", late)


def sample(community: Community) -> tuple[list[Event], tuple[Thread, ...]]:
    """Every event in the order in which the syncs saw them, and the threads."""
    threads = threads_of(community)
    events: list[Event] = []
    for poll in polls(community, threads):
        for number in range(VOTERS):
            events.extend(reactions(poll, number))
        challenge = community.challenges[poll.idea.challenge] if poll.idea.challenge is not None else None
        events.extend(excluded(poll, challenge))
    seen = instant(OBSERVED)
    known = [event for event in events if event.seen <= seen]
    known.sort(key=lambda e: (e.seen, e.type, e.given or "", e.thread, e.voter, e.kind))
    return known, threads


def main() -> None:
    """Write content/ledger/ anew. SystemExit where the content has errors: half a community gets no votes."""
    reading = read_community(ROOT, resources=tool_resources())
    if reading.community is None or has_errors(reading.problems):
        raise SystemExit("the content has errors; run `ideario check` first")
    events, threads = sample(reading.community)
    folder = ROOT / "content" / "ledger"
    if folder.exists():
        shutil.rmtree(folder)
    write_ledger(folder, events, threads, observed=OBSERVED, sample=True)


if __name__ == "__main__":
    main()
