"""The desk of those who look after a community: what waits for them, each with the link or command that deals with it.

Finds nothing out: what was read and counted is handed over. Decides nothing either.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from ideario.forge.addresses import NOWHERE, repository_url, thread_url
from ideario.messages.said import Said, say, several
from ideario.model.challenge import Challenge
from ideario.model.moments import day_start
from ideario.reporting.answer_times import promise_kept
from ideario.reporting.desk_values import Desk, DeskGround, DeskGroup, DeskLine, Unsaid

AHEAD = timedelta(days=14)
"""How far the desk looks ahead."""
STILL = timedelta(days=60)
"""After so long an idea whose status has not moved is on the desk."""
DAY = timedelta(days=1)


def desk(ground: DeskGround) -> Desk:
    """The desk."""
    settings = ground.community.settings
    promised = settings.answer_within
    return Desk(
        name=settings.name,
        groups=(
            _waiting(ground),
            _to_merge(ground),
            _deadlines(ground),
            _scores(ground),
            _still(ground),
            _similar(ground),
            _flags(ground),
            _notices(ground),
        ),
        promise=None if promised is None else promise_kept(ground.waits, promised, ground.seen),
        unread=sum(not wait.known for wait in ground.waits),
        read=ground.tally.ledger is not None,
        now=ground.now,
        seen=ground.seen,
        sample=ground.tally.ledger is not None and ground.tally.ledger.sample,
    )


def _named(ground: DeskGround, ideas: Iterable[str]) -> str:
    """What ideas are called: by their titles, as far as these are known."""
    slugs = list(ideas)
    known = ground.community.ideas
    titles = [
        known[slug].title if slug in known else ground.titles[slug].title if slug in ground.titles else slug
        for slug in slugs[:2]
    ]
    return ", ".join(titles) + (f" (+{len(slugs) - 2})" if slugs[2:] else "")


def _url(ground: DeskGround, thread: str) -> str:
    settings = ground.community.settings
    return thread_url(repository_url(settings.repository, settings.host), thread)


def _days(time: timedelta) -> Said:
    return _counted(time // DAY)


@cache  # thousands of ideas wait for a few numbers of days
def _counted(days: int) -> Said:
    return several("{count} day", "{count} days", days)


def _waiting(ground: DeskGround) -> DeskGroup:
    promised = ground.community.settings.answer_within
    lines = [
        DeskLine(
            say("{ideas}: waits for {days}", ideas=_named(ground, wait.ideas), days=_days(ground.now - wait.opened)),
            when=wait.opened,
            url=_url(ground, wait.threads[0]),
            late=promised is not None and ground.now - wait.opened > timedelta(days=promised),
        )
        for wait in ground.waits
        if wait.answered is None and wait.known
    ]
    means = say("Nobody but the author has commented or reviewed yet; the longest wait is first.")
    return DeskGroup(name="waiting", title=say("Waiting for a first answer"), means=means, lines=tuple(lines))


def _to_merge(ground: DeskGround) -> DeskGroup:
    """Open pull requests that bring ideas, those in which the check finds no error first."""
    found: dict[str, DeskLine] = {}
    sound: dict[str, bool] = {}
    for pending in ground.tally.pending:
        for thread in pending.threads:
            ideas = [slug for slug in thread.ideas if slug not in ground.community.ideas]
            sound[thread.name] = all(slug in ground.titles for slug in ideas)
            what = (
                say("{ideas}: passes the check", ideas=_named(ground, ideas))
                if sound[thread.name]
                else say("{ideas}: has mistakes, or was not read", ideas=_named(ground, ideas))
            )
            found[thread.name] = DeskLine(what, when=thread.opened, url=_url(ground, thread.name))
    order = sorted(found, key=lambda name: (not sound[name], found[name].when or ground.now, name))
    return DeskGroup(
        name="merge",
        title=say("Pull requests to merge"),
        means=say("They bring ideas. Those that pass the check are first, then the oldest."),
        lines=tuple(found[name] for name in order),
    )


def _still(ground: DeskGround) -> DeskGroup:
    """Ideas that are neither settled nor in a challenge that goes on, and whose status has not moved for long."""
    community = ground.community
    found: list[tuple[datetime, str, str]] = []
    for slug, idea in community.ideas.items():
        challenge = community.challenges.get(idea.challenge or "")
        going_on = challenge is not None and ground.now <= challenge.voting.closes
        status, decision = community.status(slug), community.decisions.get(slug)
        since = day_start(decision.history[-1].date) if decision is not None else idea.arrived
        if status.kind not in {"open", "active"} or going_on or since is None or ground.now - since <= STILL:
            continue
        if challenge is not None and status.kind == "open":
            since = max(since, challenge.voting.closes)
            if ground.now - since <= STILL:
                continue
        found.append((since, idea.title, slug))

    def line(one: tuple[datetime, str, str]) -> DeskLine:
        since, title, slug = one
        status, days = community.status(slug).slug, _days(ground.now - since)
        what = say("{idea}: {status} for {days}", idea=title, status=status, days=days)
        return DeskLine(what, when=since, command=f"ideario answer {slug}")

    return DeskGroup(
        name="still",
        title=say("Nothing has moved for {days}", days=_days(STILL)),
        means=say("Ideas that are open or under way, and whose status is the same for longer than that."),
        lines=Unsaid(line, sorted(found)),
    )


def _deadlines(ground: DeskGround) -> DeskGroup:
    lines = []
    for challenge in ground.community.challenges.values():
        for moment, what in _dates(challenge):
            if ground.now <= moment <= ground.now + AHEAD:
                lines.append(DeskLine(what, when=moment, url=_page(ground, challenge)))
        if (
            ground.tally.phase(challenge) == "closed"
            and challenge.slug not in ground.community.results
            and ground.tally.ledger is not None
        ):
            lines.append(
                DeskLine(
                    say("{challenge}: voting is over, and no result is written", challenge=challenge.title),
                    when=challenge.voting.closes,
                    command=f"ideario winners {challenge.slug}",
                    late=True,
                )
            )
    return DeskGroup(
        name="deadlines",
        title=say("The coming fortnight"),
        means=say("What opens and closes, and results that are to be written."),
        lines=tuple(sorted(lines, key=lambda line: (line.when or ground.now, str(line.what)))),
    )


def _page(ground: DeskGround, challenge: Challenge) -> str:
    home = ground.community.settings.url
    return f"{home}challenges/{challenge.slug}/" if home != NOWHERE else ""


def _dates(challenge: Challenge) -> Iterable[tuple[datetime, Said]]:
    title = challenge.title
    yield challenge.submission.opens, say("{challenge}: submission opens", challenge=title)
    yield challenge.submission.closes, say("{challenge}: submission closes", challenge=title)
    yield challenge.voting.opens, say("{challenge}: voting opens", challenge=title)
    yield challenge.voting.closes, say("{challenge}: voting closes", challenge=title)
    if challenge.jury is not None:
        yield challenge.jury.scores_by, say("{challenge}: the jury's scores are due", challenge=title)
        yield challenge.jury.reveal_by, say("{challenge}: the jury's scores are to be shown", challenge=title)


def _scores(ground: DeskGround) -> DeskGroup:
    """Jurors whose review is missing, and those whose seal is still to be opened."""
    community, lines = ground.community, []
    reviews = {(one.challenge, one.login.lower()): one for one in community.reviews}
    for challenge in community.challenges.values():
        jury = challenge.jury
        if jury is None or ground.now < challenge.submission.closes:
            continue
        for login in jury.jurors:
            review = reviews.get((challenge.slug, login.lower()))
            if review is None and ground.now <= jury.scores_by:
                what = say("{juror}: scores for {challenge} are due", juror=login, challenge=challenge.title)
                command = f"ideario new review --challenge {challenge.slug} --login {login} --seal"
                lines.append(DeskLine(what, when=jury.scores_by, command=command))
            sealed = review is not None and review.seal and not review.scores
            if sealed and jury.scores_by < ground.now <= jury.reveal_by:
                what = say("{juror}: scores for {challenge} are to be shown", juror=login, challenge=challenge.title)
                command = f"ideario reveal {challenge.slug} --login {login}"
                lines.append(DeskLine(what, when=jury.reveal_by, command=command))
    return DeskGroup(
        name="scores",
        title=say("Jurors with scores to give"),
        means=say("Who has not sealed their scores yet, or not shown them; the command is the juror's."),
        lines=tuple(sorted(lines, key=lambda line: (line.when or ground.now, str(line.what)))),
    )


def _similar(ground: DeskGround) -> DeskGroup:
    ideas, status = ground.community.ideas, ground.community.status
    ended = {slug for slug in ground.community.decisions if status(slug).kind in {"done", "declined", "duplicate"}}

    def line(pair: tuple[str, str, int]) -> DeskLine:
        one, other, score = pair
        what = say("{idea} and {other}: {score} of 100", idea=ideas[one].title, other=ideas[other].title, score=score)
        return DeskLine(what, command=f"ideario answer {other} --duplicate-of {one}")

    return DeskGroup(
        name="similar",
        title=say("Possible duplicates"),
        means=say("Open ideas that are near each other; nothing is decided by this."),
        lines=Unsaid(line, [pair for pair in ground.similar if ended.isdisjoint(pair[:2])]),
    )


def _notices(ground: DeskGround) -> DeskGroup:
    """Threads that are still to be told of a decision, and those that could not be."""
    lines = []
    for notice in ground.notices:
        if notice.state == "sent":
            continue
        named = _named(ground, [notice.idea])
        what = (
            say("{idea}: the thread is still to be told", idea=named)
            if notice.state == "due"
            else say("{idea}: the thread could not be told", idea=named)
        )
        command = "ideario notify" if notice.state == "due" else ""
        lines.append(DeskLine(what, when=notice.since, url=_url(ground, notice.thread), command=command))
    return DeskGroup(
        name="notices",
        title=say("Notices that are not sent"),
        means=say("Threads of ideas whose status has changed, and where nobody has been told yet."),
        lines=tuple(sorted(lines, key=lambda line: (line.when or ground.now, line.url))),
    )


def _flags(ground: DeskGround) -> DeskGroup:
    community = ground.community
    lines = [
        DeskLine(
            say(
                "{challenge}: {flagged} of {ballots} ballots flagged",
                challenge=community.challenges[one["challenge"]].title if one["challenge"] else say("no challenge"),
                flagged=one["flagged"],
                ballots=one["ballots"],
            ),
            command="ideario report integrity",
        )
        for one in ground.integrity["challenges"]
        if one["flagged"]
    ]
    return DeskGroup(
        name="flags",
        title=say("Flagged votes"),
        means=say("A flag is a reason to look; flagged votes count."),
        lines=tuple(lines),
    )
