"""A small community as counted, made of values alone, and the shells to publish it in: for the tests of publishing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ideario.intake.settings import DEFAULT_REACTIONS, DEFAULT_STATUSES, DEFAULT_TRANSITIONS
from ideario.intake.status_labels import with_labels
from ideario.model.challenge import Challenge, Criterion, Reward, Window, WinnerRule
from ideario.model.community import Community, Settings
from ideario.model.content import Award, Decision, Idea, Link, Person, Result, StatusChange
from ideario.model.file_rules import FileRule
from ideario.model.flags import Flags
from ideario.model.insight.support_trend import SupportTrend
from ideario.model.insight.voters_over_time import VotersOverTime
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.money import Money
from ideario.model.talk.activity import UNREAD
from ideario.model.votes import Standing, Tally, Turnout
from ideario.publishing.edition import Edition
from ideario.publishing.pages.render import Renderer, Sources
from ideario.publishing.shells.shell_sources import ShellSources
from ideario.publishing.shells.shells import ShellBuild
from ideario.publishing.write_site import Written, write_site
from ideario.reporting.insights.insights import insights
from ideario.reporting.periods import all_time
from ideario.reporting.report_ground import Findings
from ideario.resources import Resources, tool_resources
from ideario.voting.counting.tally_document import rules_document, tally_document
from ideario.voting.integrity.flags_document import integrity_document

AS_OF = datetime(2026, 2, 10, 6, tzinfo=UTC)
RESOURCES: Resources = tool_resources()

SETTINGS = with_labels(
    Settings(
        name="Ideas for Riverton",
        names={"": "Ideas for Riverton"},
        repository="riverton/ideas",
        host="github.com",
        url="https://riverton.github.io/ideas/",
        licence="CC-BY-4.0",
        languages=("en", "it"),
        site_languages=("en", "it"),
        tagline={"en": "Make our town better", "it": "Miglioriamo la nostra città"},
        tags={"mobility": {"en": "Mobility", "it": "Mobilità"}, "unused": {"": "Unused"}},
        statuses=DEFAULT_STATUSES,
        transitions=DEFAULT_TRANSITIONS,
        reactions=DEFAULT_REACTIONS,
    ),
    RESOURCES.shell / "words",
)
CHALLENGE = Challenge(
    slug="quieter-streets",
    path="content/challenges/quieter-streets.yml",
    title="Quieter streets",
    question="What would make your street quieter at night?",
    background="Measurements show **noise**.",
    decided_by="The town council.",
    language="en",
    submission=Window(opens=datetime(2026, 1, 1, tzinfo=UTC), closes=datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)),
    voting=Window(opens=datetime(2026, 2, 1, 8, tzinfo=UTC), closes=datetime(2026, 2, 28, 18, tzinfo=UTC)),
    reward=Reward(kind="money", money=Money(amount=50050, currency="EUR"), paid_on_result=True),
    winners=WinnerRule(rule="top", count=2, quorum="1/20", minimum_support=3),
    tags=("mobility",),
    criteria=(Criterion(id="effect", title="Effect", weight=2), Criterion(id="cost", title="Cost", weight=1)),
    budget=Money(amount=5000000, currency="EUR"),
    sdgs=(3, 11),
    contact="https://riverton.example/contact",
    links=(Link(title="Noise map", url="https://riverton.example/map"),),
)
IDEAS = (
    Idea(
        slug="bike-lanes",
        path="content/ideas/bike-lanes.yml",
        title="Bike lanes by the river",
        language="en",
        summary="Two kilometres of path, and no road to cross.",
        body="## What\n\nA path along the river.",
        challenge="quieter-streets",
        authors=("Octocat", "mona"),
        tags=("mobility",),
        needs=("planning",),
        cost=Money(amount=150000, currency="EUR"),
        links=(Link(title="A study", url="https://example.org/study"),),
        arrived=datetime(2026, 1, 12, 9, 30, tzinfo=UTC),
    ),
    Idea(
        slug="cycle-path",
        path="content/ideas/cycle-path.yml",
        title="A cycle path",
        language="en",
        summary="The same again.",
        body="A path.",
        authors=("mona",),
        arrived=datetime(2026, 1, 20, tzinfo=UTC),
    ),
    Idea(
        slug="panchine",
        path="content/ideas/panchine.yml",
        title="Più panchine",
        language="it",
        source="Municipal budget 2024",
        source_id="194",
        tags=("unlisted",),
    ),
)
PEOPLE = (
    Person(
        login="octocat",
        path="content/people/octocat.yml",
        name="Ada Rossi",
        about="I plan *paths*.",
        skills=("planning",),
        availability="volunteer",
        languages=("it", "en"),
        links=(Link(title="My page", url="https://example.org/ada"),),
    ),
    Person(login="mona", path="content/people/mona.yml", name="Mona Quiet", credit="none"),
    Person(login="sam", path="content/people/sam.yml", name="Sam Secret", credit="login"),
)
DECISIONS = (
    Decision(
        idea="bike-lanes",
        path="content/decisions/bike-lanes.yml",
        history=(
            StatusChange(date="2026-02-02", status="shortlisted"),
            StatusChange(date="2026-02-09", status="done", reason="The council **paid**."),
        ),
        former=("bike-lane",),
        threads=("issue/3",),
        award=Award(title="First prize", reason="It reached most people."),
        shipped="https://example.org/opening",
    ),
    Decision(
        idea="cycle-path",
        path="content/decisions/cycle-path.yml",
        history=(StatusChange(date="2026-01-25", status="duplicate", reason="See bike lanes."),),
        duplicate_of="bike-lanes",
    ),
)
RESULT = Result(
    challenge=CHALLENGE.slug,
    path="content/results/quieter-streets.yml",
    document={
        "observed": "2026-03-01T06:00:00Z",
        "ledger": "ab" * 32,
        "rules": "ef" * 32,
        "voters": 41,
        "winners": [
            {
                "idea": "bike-lanes",
                "support": 12,
                "cost": {"amount": "900.00", "currency": "EUR"},
                "votes": "10.6939",
                "paid": {"amount": "84.160126", "currency": "EUR"},
                "full": 7,
                "short": 5,
            },
            {
                "idea": "gone",
                "support": 3,
                "cost": {"amount": "1.00", "currency": "EUR"},
                "completed": True,
                "over": [{"idea": "panchine", "by": "lot"}],
            },
        ],
        "others": [
            {
                "idea": "panchine",
                "support": 3,
                "why": "no-money",
                "tied": {"idea": "gone", "by": "lot"},
                "cost": {"amount": "700.00", "currency": "EUR"},
                "had": {"amount": "643.21", "currency": "EUR"},
            }
        ],
        "spent": {"amount": "901.00", "currency": "EUR"},
        "left": {"amount": "49099.00", "currency": "EUR"},
        "shares": {
            "share": {"amount": "1219.512195", "currency": "EUR"},
            "step": {"amount": "1.00", "currency": "EUR"},
            "steps": 2,
            "ended": "next-overspends",
        },
        "flagged": {"ballots": 2, "winners": ["bike-lanes", "panchine"]},
    },
)
COMMUNITY = Community(
    settings=SETTINGS,
    challenges={CHALLENGE.slug: CHALLENGE},
    ideas={idea.slug: idea for idea in IDEAS},
    people={person.login: person for person in sorted(PEOPLE, key=lambda p: p.login)},
    decisions={decision.idea: decision for decision in DECISIONS},
    results={RESULT.challenge: RESULT},
)
LEDGER = LedgerState(head="ab" * 32, events=9, lines=10, observed=AS_OF, epoch=1, threads="cd" * 32, sample=True)
STANDINGS: Mapping[str, Standing] = {
    "bike-lanes": Standing(
        idea="bike-lanes", raw=7, counted=5, excluded={"R3": 1, "R5": 1}, support=5, oppose=1, watch=1
    ),
    "cycle-path": Standing(idea="cycle-path", raw=2, counted=2, merged_into="bike-lanes"),
}
THREADS = (
    Thread(name="pull/12", ideas=("bike-lanes",)),
    Thread(name="pull/13", ideas=("cycle-path",)),
    Thread(name="import/1", ideas=("panchine",)),
)


def undecided(community: Community) -> Community:
    """The community with the bike lanes on a shortlist, and not done yet: they can still be chosen."""
    decision = community.decisions["bike-lanes"]
    return replace(
        community, decisions={**community.decisions, "bike-lanes": replace(decision, history=decision.history[:1])}
    )


def edition(community: Community = COMMUNITY, *, ledger: LedgerState | None = LEDGER, **changes: Any) -> Edition:
    """The community as counted at AS_OF: with the sample votes of STANDINGS, or with none when `ledger` is None."""
    known = STANDINGS if ledger else {}
    tally = Tally(
        rules="ef" * 32,
        as_of=AS_OF,
        ledger=ledger,
        standings={slug: known.get(slug, Standing(idea=slug)) for slug in community.ideas},
        turnouts={
            slug: Turnout(challenge=slug, voters=6 if ledger else 0, ballots=6 if ledger else 0, rules="01" * 32)
            for slug in community.challenges
        },
    )
    integrity = integrity_document(community, tally, Flags(), {})
    findings = Findings(
        community=community,
        period=all_time(AS_OF),
        tally=tally,
        threads=THREADS,
        activity=UNREAD,
        waits=(),
        voting=None,
        titles={},
        integrity=integrity,
        seen=AS_OF,
    )
    voters = VotersOverTime(people=6, timed=6, weeks={"2026-02-02": 6}, months={"2026-02-01": 6}) if ledger else None
    whole = Edition(
        community=community,
        tally=tally,
        tally_document=tally_document(tally, community),
        integrity=integrity,
        insights=insights(findings, voters, sample=ledger is not None and ledger.sample, complete=True),
        trends={"bike-lanes": SupportTrend("week", "2026-01-26", (2, 4, 5))} if ledger else {},
        threads=THREADS,
        counting_rule="SELECT 1;\n",
        recounting_program="print()\n",
        rules_document=rules_document(community, place="content/ledger"),
        file_rules=(FileRule(id="unknown-tag", text="A tag is one that the community lists."),),
    )
    return replace(whole, **changes)


def with_ideas(count: int) -> Community:
    """The community with so many further ideas, all in its challenge and under its tag."""
    more = {
        f"idea-{number:05}": replace(
            IDEAS[0], slug=f"idea-{number:05}", path=f"content/ideas/idea-{number:05}.yml", title=f"Idea {number}"
        )
        for number in range(count)
    }
    return replace(COMMUNITY, ideas={**COMMUNITY.ideas, **more})


def sources(cache: Path, root: Path, community: Community = COMMUNITY) -> Sources:
    """The tool's own shells for the community, built once per `cache`; `root` holds no pages of its own."""
    settings = community.settings
    build = ShellBuild(
        ShellSources(
            shell=RESOURCES.shell,
            root=root,
            languages=settings.site_languages,
            url=settings.url,
            proposing=bool(settings.repository),
        ),
        cache,
    )
    return Sources(
        schemas=RESOURCES.schemas,
        shells=build.wait(),
        templates=(RESOURCES.shell / "templates",),
        words=(RESOURCES.shell / "words",),
        font=RESOURCES.shell / "font" / "DejaVuSans-Bold.ttf",
        pictures=cache / "pictures",
    )


def write(whole: Edition, place: Sources, site: Path, *, workers: int = 1) -> Written:
    """Write the site of an edition to `site`."""
    return write_site(Renderer(whole, place), site=site, workers=workers)
