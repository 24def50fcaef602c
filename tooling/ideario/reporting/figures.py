"""The figures of a report, each with its definition. Reads nothing; tells of no group of few people."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from ideario.messages.said import Said, say
from ideario.model.moments import day_start
from ideario.reporting.answer_times import first_answers, promise_kept
from ideario.reporting.costs import costs
from ideario.reporting.figure import Figure, Section, or_unknown, people, split
from ideario.reporting.funnel import funnel
from ideario.reporting.measures import gini, top_share
from ideario.reporting.report_ground import Findings
from ideario.reporting.speakers import acts

TOP = 5


def sections(findings: Findings) -> tuple[Section, ...]:
    """All figures of a report, by subject. A subject without any, as votes before there is a ledger, is left out."""
    found = (
        _ideas(findings),
        _people(findings),
        _answers(findings),
        funnel(findings),
        _decisions(findings),
        _votes(findings),
        _integrity(findings),
        *costs(findings),
    )
    return tuple(section for section in found if section.figures)


def _number(label: Said, value: int, definition: Said) -> Figure:
    return Figure(label, value, "number", definition)


def _ideas(findings: Findings) -> Section:
    ideas = [idea for slug, idea in findings.community.ideas.items() if findings.concerns(slug)]
    came = sum(idea.arrived is not None and findings.period.has(idea.arrived) for idea in ideas)
    return Section(
        title=say("Ideas"),
        figures=(
            _number(say("Submitted"), len(findings.submitted), say("As under what became of them, below.")),
            _number(say("Came in"), came, say("Ideas that were first merged in this time.")),
            _number(say("In all"), len(ideas), say("Ideas that are here now.")),
            _number(
                say("Pending"),
                sum(findings.concerns(pending.idea) for pending in findings.tally.pending),
                say("Ideas that stand in open pull requests alone, now."),
            ),
        ),
    )


def _people(findings: Findings) -> Section:
    """Voters and speakers are counted apart: no pseudonym of the one leads to one of the other."""
    figures: list[Figure] = []
    if findings.voting is not None:
        active, new = findings.voting.active, findings.voting.new
        figures += _group(
            (say("People who voted"), say("Accounts with a counted vote for or against an idea, given in this time.")),
            (say("Voted for the first time"), say("Of these people, whose first counted vote was given in this time.")),
            (say("Voted before, too"), say("Of these people, who had given a counted vote before.")),
            (active, new),
        )
    if findings.activity.read is not None:
        figures += _group(
            (
                say("People who wrote"),
                say("Accounts that proposed, commented or reviewed in this time, bots left out."),
            ),
            (
                say("Wrote for the first time"),
                say("Of these people, who had not written in the thread of an idea before."),
            ),
            (say("Wrote before, too"), say("Of these people, who had written in the thread of an idea before.")),
            _speakers(findings),
        )
    unread = sum(findings.activity.read_at(thread.name) is None for thread in findings.threads if thread.opened)
    figures.append(
        _number(
            say("Threads that nobody has read"), unread,
            say("Threads whose comments no sync has brought home: who wrote there is not known and not counted."),
        )
    )  # fmt: skip
    return Section(title=say("People"), figures=tuple(figures))


def _group(
    whole: tuple[Said, Said], first: tuple[Said, Said], again: tuple[Said, Said], counts: tuple[int, int]
) -> Iterator[Figure]:
    """Some people, and which of them are new. Where one part is of few people, neither part is told."""
    active, new = counts
    parts = split(new, active - new)
    yield Figure(whole[0], people(active), "people", whole[1])
    if people(active) != "few":
        yield Figure(first[0], parts[0], "people", first[1])
        yield Figure(again[0], parts[1], "people", again[1])


def _speakers(findings: Findings) -> tuple[int, int]:
    """How many people wrote in the time, and how many of them never before."""
    before: dict[str, datetime] = {}
    active = set[str]()
    for act in acts(findings.activity, findings.threads):
        before[act.who] = min(act.moment, before.get(act.who, act.moment))
        if findings.period.has(act.moment) and (
            findings.period.kind != "challenge" or any(map(findings.concerns, act.ideas))
        ):
            active.add(act.who)
    return len(active), sum(before[who] >= findings.period.begins for who in active)


def _answers(findings: Findings) -> Section:
    found = first_answers(findings.proposals)
    figures = [
        _number(
            say("Proposals"), found.proposals,
            say("Pull requests and issues that brought ideas, opened in this time; an issue with its own is one."),
        ),
        _number(
            say("Answered"), len(found.waited),
            say("Somebody other than the author has commented or reviewed; bots and reactions do not count."),
        ),
        Figure(
            say("Median time to the first answer"), or_unknown(found.median), "days",
            say("Half of the answered ones waited no longer."),
        ),
        Figure(
            say("90th percentile"), or_unknown(found.ninetieth), "days",
            say("Nine in ten of the answered ones waited no longer (nearest rank)."),
        ),
        _number(
            say("Still waiting"), found.waiting,
            say("Nobody has answered yet, as far as was read last."),
        ),
        _number(
            say("Not known"), found.unknown,
            say("Nobody has read yet whether these were answered."),
        ),
    ]  # fmt: skip
    promised = findings.community.settings.answer_within
    if promised is not None:
        kept = promise_kept(findings.proposals, promised, findings.seen)
        figures.append(
            _number(
                say("Answered as promised"), kept.within,
                say("Answered within the {days} days that community.yml promises.", days=promised),
            )
        )  # fmt: skip
        figures.append(
            _number(
                say("Longer than promised"), kept.late + kept.overdue,
                say("Answered later than that, or waiting longer."),
            )
        )  # fmt: skip
    return Section(title=say("First answers"), figures=tuple(figures))


def _decisions(findings: Findings) -> Section:
    statuses = findings.community.settings.statuses
    changes = [
        (slug, change)
        for slug, decision in findings.community.decisions.items()
        if findings.concerns(slug)
        for change in decision.history
        if findings.period.has(day_start(change.date)) and change.status in statuses
        if statuses[change.status].kind != "open"
    ]
    decided = {slug for slug, _ in changes}
    told = {slug for slug, change in changes if change.reason.strip()}
    shipped = {slug for slug, change in changes if statuses[change.status].kind == "done"}
    return Section(
        title=say("Decisions"),
        figures=(
            _number(say("Decided"), len(decided), say("Ideas that were given a status other than open in this time.")),
            _number(say("With a public reason"), len(told), say("Decided ideas whose authors can read why.")),
            _number(say("Shipped"), len(shipped), say("Ideas that were given a status of the kind done in this time.")),
        ),
    )


def _votes(findings: Findings) -> Section:
    """Participation and how votes are spread over ideas."""
    figures: list[Figure] = []
    if findings.voting is not None:
        figures.append(
            _number(
                say("Votes given"), findings.voting.votes,
                say("Counted votes for or against ideas, given in this time and not withdrawn before they counted."),
            )
        )  # fmt: skip
        if findings.voting.active:
            each = Fraction(findings.voting.votes, findings.voting.active)
            few = people(findings.voting.active) == "few"  # votes divided by this would tell how many
            figures.append(
                Figure(
                    say("Votes per person"), "untold" if few else each, "ratio",
                    say("These votes, divided by the people who gave them."),
                )
            )  # fmt: skip
    turnout = findings.tally.turnouts.get(findings.period.name) if findings.period.kind == "challenge" else None
    if turnout is not None:
        figures.append(
            Figure(
                say("Voters"), people(turnout.voters), "people",
                say("People with at least one ballot that counts, empty ballots included."),
            )
        )  # fmt: skip
        figures.append(_number(say("Ballots"), turnout.ballots, say("Ballots for or against ideas, all that count.")))
    supports = findings.supports
    if findings.voting is not None:
        figures.append(
            Figure(
                say("Concentration (Gini)"), or_unknown(gini(supports)), "ratio",
                say("How unevenly support is spread over ideas: 0 where each has the same, near 1 where one has all."),
            )
        )  # fmt: skip
        figures.append(
            Figure(
                say("The five most supported"), or_unknown(top_share(supports, TOP)), "share",
                say("The part of all support that the five most supported ideas have."),
            )
        )  # fmt: skip
    return Section(title=say("Votes"), figures=tuple(figures))


def _integrity(findings: Findings) -> Section:
    document, period = findings.integrity, findings.period
    own = [
        one for one in document["challenges"] if period.kind != "challenge" or one["challenge"] == period.name
    ]  # fmt: skip
    flags = [one for one in document["flags"] if period.kind != "challenge" or one["challenge"] == period.name]
    flagged, ballots = sum(one["flagged"] for one in own), sum(one["ballots"] for one in own)
    excluded = sum(period.has(day_start(exclusion.date)) for exclusion in findings.community.exclusions)
    return Section(
        title=say("Integrity"),
        figures=(
            _number(
                say("Flags"), len(flags) + (document["more_flags"] if period.kind != "challenge" else 0),
                say("Reasons to look at votes, among all votes so far; flagged ballots count."),
            ),
            _number(say("Flagged ballots"), flagged, say("Ballots that any flag is about, of those that count.")),
            Figure(
                say("Flagged: share"), or_unknown(Fraction(flagged, ballots) if ballots else None), "share",
                say("These, of all ballots that count."),
            ),
            _number(say("Exclusions"), excluded, say("Files of this time that remove votes, each with a reason.")),
        ),
    )  # fmt: skip
