"""The figures of reports agree with a second, plain way to them, on random communities.

That way never looks at a thread, a decision or an activity: it keeps book of what happens while it happens.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from communities import COMMUNITY, put
from ideario.intake.read_community import read_community
from ideario.model.community import Community
from ideario.model.content import Decision, Idea, StatusChange
from ideario.model.flags import Flags
from ideario.model.insight.voters_over_time import VotersOverTime
from ideario.model.ledger_state import Thread
from ideario.model.moments import instant
from ideario.model.talk.activity import Activity, ThreadActivity
from ideario.model.talk.voting_people import VotingPeople
from ideario.model.votes import PendingIdea, PendingTitle, Standing, Tally
from ideario.reporting.answer_times import waits
from ideario.reporting.figures import sections
from ideario.reporting.insights.insights import THEME_DAYS, WITHIN, insights
from ideario.reporting.periods import Period, all_time, month_named
from ideario.reporting.report_ground import Findings
from ideario.resources import tool_resources
from ideario.voting.integrity.flags_document import integrity_document

NOVEMBER = month_named("2026-11", datetime(2026, 12, 5, tzinfo=UTC))
SEEN = datetime(2026, 12, 20, tzinfo=UTC)
BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
SPAN = int((SEEN - BEGIN).total_seconds())
DAY = 86_400
MONDAYS = [datetime(2026, 9, 28, tzinfo=UTC) + timedelta(weeks=week) for week in range(12)]
KINDS = {"open": "open", "shortlisted": "active", "planned": "active", "done": "done", "declined": "declined"}


@dataclass(slots=True)
class Story:
    """What happened, and the book that was kept of it."""

    ideas: dict[str, Idea] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)
    talk: dict[str, ThreadActivity] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    titles: dict[str, PendingTitle] = field(default_factory=dict)
    pending: list[PendingIdea] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    book: dict[str, Any] = field(default_factory=lambda: {"waited": [], "acts": {}, "stages": [], "supports": []})


def told(draw: random.Random) -> Story:
    """A random story."""
    story, book = Story(), {"proposals": 0, "waiting": 0, "unknown": 0, "in_time": 0, "overdue": 0}
    story.book |= book | {"submitted": 0, "valid": 0, "came": 0, "decided": 0, "told": 0, "shipped": 0, "unread": 0}
    people = [f"{number:032x}" for number in range(draw.randint(3, 12))]
    number = 0
    for proposal in range(draw.randint(0, 14)):
        number += 1
        opened = BEGIN + timedelta(seconds=draw.randrange(SPAN))
        names = [f"pull/{number}"] if draw.random() < 0.7 else [f"pull/{number}", f"issue/{(number := number + 1)}"]
        slugs = [f"idea-{proposal}-{place}" for place in range(draw.choice([1, 1, 2]))]
        merged = None if draw.random() < 0.3 else opened + timedelta(seconds=draw.randrange(5 * DAY))
        late = timedelta(seconds=draw.randrange(30 * DAY))
        answered = opened + late if draw.random() < 0.6 and opened + late <= SEEN else None
        read = draw.random() < 0.8
        mine = NOVEMBER.begins <= opened < NOVEMBER.ends
        if mine:
            story.book["proposals"] += 1
            if answered:
                story.book["waited"].append(int(late.total_seconds()))
                story.book["in_time"] += late <= timedelta(days=14)
                story.book["overdue"] += late > timedelta(days=14)
            elif read:
                story.book["waiting"] += 1
                story.book["overdue"] += SEEN - opened > timedelta(days=14)
            else:
                story.book["unknown"] += 1
        for place, name in enumerate(names):
            began = opened + timedelta(seconds=place)
            comes = merged if name.startswith("pull") else None
            first = answered if place == len(names) - 1 else None
            story.threads.append(Thread(name, tuple(slugs), "ada", began, comes, 0, first))
            if not read:
                story.book["unread"] += 1
                continue
            opener, wrote = draw.choice(people), dict[str, tuple[str, ...]]()
            story.book["acts"].setdefault(opener, []).append(began)
            for who in draw.sample(people, draw.randint(0, 3)):
                days = sorted({instant(BEGIN + timedelta(seconds=draw.randrange(SPAN)))[:10] for _ in range(2)})
                wrote[who] = tuple(days)
                story.book["acts"].setdefault(who, []).extend(
                    datetime.fromisoformat(f"{day}T00:00:00Z") for day in days
                )
            story.talk[name] = ThreadActivity(name, None, None, opener, wrote)
        for slug in slugs:
            threads = tuple(thread for thread in story.threads if thread.name in names)
            _follow(draw, story, slug, opened=opened, merged=merged, threads=threads, mine=mine)
    return story


def _follow(
    draw: random.Random, story: Story, slug: str, *, opened: datetime, merged: datetime | None,
    threads: tuple[Thread, ...], mine: bool,
) -> None:  # fmt: skip
    stages: dict[str, int] = {}
    story.book["submitted"] += mine
    if merged is None:
        if draw.random() < 0.5:
            story.titles[slug] = PendingTitle(thread=threads[0].name, idea=slug, title=slug, language="en")
            story.book["valid"] += mine
        story.pending.append(PendingIdea(idea=slug, threads=threads, standing=None))
        return
    story.ideas[slug] = Idea(slug=slug, path=slug, title=slug, language="en", arrived=merged)
    story.book["valid"] += mine
    story.book["came"] += NOVEMBER.begins <= merged < NOVEMBER.ends
    support = draw.randint(0, 9)
    story.standings[slug] = Standing(idea=slug, support=support)
    story.book["supports"].append(support)
    stages["Merged"] = int((merged - opened).total_seconds())
    history, day = [], merged
    decided = set[str]()
    for status in draw.sample(list(KINDS), draw.randint(0, 3)):
        day += timedelta(days=draw.randint(0, 20))
        reason = draw.choice(["Because.", " ", ""])
        history.append(StatusChange(date=instant(day)[:10], status=status, reason=reason))
        midnight = datetime.fromisoformat(f"{instant(day)[:10]}T00:00:00Z")
        if NOVEMBER.begins <= midnight < NOVEMBER.ends and KINDS[status] != "open":
            decided.add("decided")
            decided |= {"told"} if reason.strip() else set()
            decided |= {"shipped"} if status == "done" else set()
        label = {"shortlisted": "Shortlisted", "planned": "Planned", "done": "Done"}.get(status)
        label = "Declined with a reason" if status == "declined" and reason.strip() else label
        if label and midnight <= SEEN:
            stages.setdefault(label, max(0, int((midnight - opened).total_seconds())))
    if history:
        story.decisions[slug] = Decision(idea=slug, path=slug, history=tuple(history))
    for one in decided:
        story.book[one] += 1
    if mine:
        story.book["stages"].append(stages)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Community:
    root: Path = tmp_path_factory.mktemp("town")
    statuses = {
        name: {"label": name.title(), "kind": kind, "colour": "#1a5fb4"}
        for name, kind in {**KINDS, "duplicate": "duplicate"}.items()
    }
    put(root, "community", {**COMMUNITY, "answer_within": "14 days", "statuses": statuses})
    community = read_community(root, resources=tool_resources()).community
    assert community is not None
    assert community.settings.answer_within == 14
    return community


def findings_of(base: Community, story: Story, voting: VotingPeople | None, period: Period) -> Findings:
    """What was read and counted of a story."""
    community = replace(base, ideas=story.ideas, decisions=story.decisions)
    tally = Tally(
        rules="", as_of=SEEN, ledger=None, standings=story.standings, turnouts={}, pending=tuple(story.pending)
    )
    activity = Activity(read=SEEN, threads=story.talk)
    threads = tuple(story.threads)
    return Findings(
        community=community, period=period, tally=tally, threads=threads, activity=activity,
        waits=waits(community, threads, activity), voting=voting, titles=story.titles,
        integrity=integrity_document(community, tally, Flags(), {}), seen=SEEN,
    )  # fmt: skip


def found_in(base: Community, story: Story, voting: VotingPeople | None) -> Mapping[tuple[str, str], Any]:
    """The figures by section and label; of people, in the order in which they stand."""
    findings = findings_of(base, story, voting, NOVEMBER)
    return {
        (str(section.title), f"{place}" if section.title == "People" else str(figure.label)): figure.value
        for section in sections(findings)
        for place, figure in enumerate(section.figures)
    }


def hidden(count: int) -> int | str:
    return "few" if 0 < count < 5 else count


def parted(first: int, again: int) -> tuple[int | None, int | None]:
    return (None, None) if "few" in (hidden(first), hidden(again)) else (first, again)


@pytest.mark.parametrize("seed", range(60))
def test_two_ways_to_the_figures_agree(base: Community, seed: int) -> None:
    draw = random.Random(seed)
    story = told(draw)
    book, voted = story.book, draw.randint(0, 12)
    voting = VotingPeople(voted, draw.randint(0, voted), draw.randint(voted, 40) if voted else 0)
    found = found_in(base, story, voting)

    def figure(section: str, label: str) -> Any:
        return found[section, label]

    assert figure("Ideas", "Came in") == book["came"]
    assert figure("Ideas", "Submitted") == book["submitted"]
    assert figure("Ideas", "Pending") == len(story.pending)
    answers = "First answers"
    assert figure(answers, "Proposals") == book["proposals"]
    assert figure(answers, "Answered") == len(book["waited"])
    assert figure(answers, "Still waiting") == book["waiting"]
    assert figure(answers, "Not known") == book["unknown"]
    assert figure(answers, "Answered as promised") == book["in_time"]
    assert figure(answers, "Longer than promised") == book["overdue"]
    waited = sorted(book["waited"])
    middle = Fraction(median(waited)) / DAY if waited else "unknown"
    assert figure(answers, "Median time to the first answer") == middle
    rank = next((value for place, value in enumerate(waited, 1) if place * 10 >= 9 * len(waited)), None)
    assert figure(answers, "90th percentile") == ("unknown" if rank is None else Fraction(rank, DAY))
    funnel = "What became of the ideas submitted in this time"
    assert figure(funnel, "Valid") == book["valid"]
    for stage in ("Merged", "Shortlisted", "Planned", "Done", "Declined with a reason"):
        times = [stages[stage] for stages in book["stages"] if stage in stages]
        assert figure(funnel, stage) == len(times)
        share = Fraction(len(times), book["submitted"]) if book["submitted"] else "unknown"
        assert figure(funnel, f"{stage}: share") == share
        assert found.get((funnel, f"{stage}: median time")) == (Fraction(median(times)) / DAY if times else None)
    assert [figure("Decisions", label) for label in ("Decided", "With a public reason", "Shipped")] == [
        book["decided"], book["told"], book["shipped"],
    ]  # fmt: skip
    people = [value for (section, _), value in found.items() if section == "People"]
    expected = _people(voting.active, voting.new)
    acts = book["acts"]
    active = [m for m in acts.values() if any(NOVEMBER.begins <= moment < NOVEMBER.ends for moment in m)]
    expected += _people(len(active), sum(min(moments) >= NOVEMBER.begins for moments in active))
    assert people == [*expected, book["unread"]]
    assert figure("Votes", "Votes given") == voting.votes
    each = "untold" if voted < 5 else Fraction(voting.votes, max(voted, 1))
    assert found.get(("Votes", "Votes per person")) == (each if voted else None)
    supports, total = sorted(book["supports"], reverse=True), sum(book["supports"])
    assert figure("Votes", "The five most supported") == (Fraction(sum(supports[:5]), total) if total else "unknown")


def _people(active: int, new: int) -> list[int | str]:
    if 0 < active < 5:
        return ["few"]
    parts = [hidden(new), hidden(active - new)]
    return [active, *(["untold", "untold"] if "few" in parts else parts)]


@pytest.mark.parametrize("seed", range(20))
def test_two_ways_to_insights_agree(base: Community, seed: int) -> None:
    draw = random.Random(seed)
    story = told(draw)
    weeks = {f"{day:%Y-%m-%d}": draw.choice([1, 4, 5, 30]) for day in MONDAYS if draw.random() < 0.5}
    new = {week: draw.choice([0, number // 2, number]) for week, number in weeks.items()}
    voters = VotersOverTime(people=draw.choice([3, 40]), timed=sum(weeks.values()), weeks=weeks, new_weeks=new)
    found = insights(findings_of(base, story, None, all_time(SEEN)), voters, sample=True, complete=False)
    opened: dict[str, datetime] = {}
    for thread in story.threads:
        assert thread.opened is not None
        for slug in thread.ideas:
            opened[slug] = min(thread.opened, opened.get(slug, thread.opened))
    told_of = {one["begins"]: one for one in found["participation"]["periods"]}
    begun = [*opened.values(), *(moment for moments in story.book["acts"].values() for moment in moments)]
    first = min([*(f"{moment:%Y-%m-%d}" for moment in begun), *weeks], default="9999")
    expected = [
        day for day in MONDAYS if day + timedelta(days=7) <= SEEN and f"{day + timedelta(days=7):%Y-%m-%d}" > first
    ]
    assert list(told_of) == [f"{day:%Y-%m-%d}" for day in expected]
    for day in expected:
        one, ends = told_of[f"{day:%Y-%m-%d}"], day + timedelta(days=7)
        wrote = sum(any(day <= at < ends for at in moments) for moments in story.book["acts"].values())
        assert one["wrote"] == (None if 0 < wrote < 5 else wrote)
        fresh = sum(day <= min(moments) < ends for moments in story.book["acts"].values() if moments)
        assert (one["wrote_first"], one["wrote_again"]) == parted(fresh, wrote - fresh)
        voted = weeks.get(one["begins"], 0)
        votes_known = bool(weeks or not voters.people)
        assert one["voted"] == ((None if 0 < voted < 5 else voted) if votes_known else None)
        fresh = new.get(one["begins"], 0)
        parts = parted(fresh, voted - fresh) if votes_known else (None, None)
        assert (one["voted_first"], one["voted_again"]) == parts
        assert one["submitted"] == sum(day <= moment < ends for moment in opened.values())
    stages = {one["stage"]: one for one in found["funnel"]}
    assert stages["submitted"]["ideas"] == len(opened)
    assert stages["valid"]["ideas"] == len({*story.ideas, *story.titles})
    assert stages["merged"]["ideas"] == len(story.ideas)
    answers = found["first_answers"]
    assert answers["proposals"] == answers["answered"] + answers["waiting"] + answers["unknown"]
    assert answers["answered"] == sum(one["proposals"] for one in answers["waited"])
    proposals = {tuple(thread.ideas): [t for t in story.threads if t.ideas == thread.ideas] for thread in story.threads}
    waited = [
        (min(answered) - min(t.opened for t in threads if t.opened)).total_seconds() / DAY
        for threads in proposals.values()
        if (answered := [t.answered for t in threads if t.answered])
    ]
    for group, low in zip(answers["waited"], (-1, *WITHIN), strict=True):
        assert group["proposals"] == sum(low < days <= (group["days"] or 10**6) for days in waited)
    longest = [one["days"] for one in answers["longest"]]
    assert longest == sorted(longest, reverse=True)
    assert len(longest) == min(10, answers["waiting"])
    supports = story.book["supports"]
    if voters.people < 5 or not sum(supports):
        assert found["concentration"] is None
    else:
        assert found["concentration"] is not None
        assert [one["ideas"] for one in found["concentration"]["curve"]] == [step / 10 for step in range(11)]
        assert found["concentration"]["curve"][-1]["support"] == 1
    assert sum(one["ideas"] for one in found["languages"]) == len(story.ideas)


def test_few_are_not_told_nothing_is_told_of_a_time_that_runs_and_long_times_go_by_months(base: Community) -> None:
    story = Story()
    for number in range(9):
        arrived = SEEN - timedelta(days=THEME_DAYS * (number % 3) + 5)
        tags = ("mobility", "mobility") if number < 6 else ("quiet",)
        story.ideas[f"idea-{number}"] = Idea(
            slug=f"idea-{number}", path="", title="", language="it" if number < 5 else "en", arrived=arrived, tags=tags
        )
        story.standings[f"idea-{number}"] = Standing(idea=f"idea-{number}", support=number)
    months = {"2025-01-01": 4, "2025-02-01": 5, "2026-12-01": 99}
    voters = VotersOverTime(people=5, timed=9, weeks={"2025-01-06": 4}, months=months)
    findings = findings_of(base, story, None, all_time(SEEN))
    found = insights(findings, voters, sample=True, complete=True)
    part = found["participation"]
    assert (part["every"], part["periods"][0]["begins"], part["periods"][-1]["begins"]) == (
        "month",
        "2025-01-01",
        "2026-11-01",
    )
    assert [one["voted"] for one in part["periods"]][:3] == [None, 5, 0]
    assert [(one["language"], one["ideas"]) for one in found["languages"]] == [("it", 5), (None, 4)]
    assert found["themes"]["tags"] == []  # as many with mobility as before, and too few that are quiet
    story.ideas["idea-1"] = replace(story.ideas["idea-1"], arrived=SEEN)
    found = insights(findings_of(base, story, None, all_time(SEEN)), voters, sample=True, complete=True)
    assert found["themes"]["tags"] == []
    story.ideas["idea-9"] = replace(story.ideas["idea-0"], slug="idea-9")
    found = insights(findings_of(base, story, None, all_time(SEEN)), voters, sample=True, complete=True)
    assert found["themes"]["tags"] == [{"tag": "mobility", "before": 1, "lately": 4}]
    imported = insights(findings, VotersOverTime(people=900), sample=True, complete=True)
    assert imported["participation"]["votes_known"] is False
    assert {one["voted"] for one in imported["participation"]["periods"]} == {None}
    assert imported["concentration"] is not None
    assert insights(findings, None, sample=True, complete=True)["concentration"] is None
