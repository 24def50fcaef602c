"""Rules about challenges and settings: dates, criteria, budgets, quorums, statuses."""

import re
from collections.abc import Iterator
from datetime import date

from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding
from ideario.intake.plain import Plain
from ideario.intake.yaml.positions import look_up
from ideario.messages.said import say
from ideario.model.community import SETTINGS_PATH

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T|\Z)")


def impossible_moments(path: str, content: Plain) -> Iterator[Finding]:
    """The dates of a challenge's plain content that the calendar does not have; a schema's pattern cannot say so.

    The content need not fit its schema; what is no date at all is left to the schema.
    """
    ends = [(window, end) for window in ("submission", "voting") for end in ("opens", "closes")]
    for window, end in (*ends, ("jury", "scores_by"), ("jury", "reveal_by")):
        moment = look_up(content, (window, end))
        if not isinstance(moment, str) or not DAY.match(moment):
            continue
        try:
            date.fromisoformat(moment[:10])
        except ValueError:
            yield Finding(
                path=path,
                rule="impossible-date",
                pointer=(window, end),
                value=moment,
                message=say(
                    "`{moment}` in `{window}.{end}` is no day of the calendar",
                    moment=moment,
                    window=window,
                    end=end,
                ),
                hint=say("look the date up"),
            )


def dates_in_order(contents: Contents) -> Iterator[Finding]:
    """A challenge's windows close after they open, so that each has a length, and voting neither opens nor closes
    before submission does.
    """
    for challenge in contents.challenges.values():
        submission, voting = challenge.submission, challenge.voting
        for name, window in (("submission", submission), ("voting", voting)):
            if window.closes < window.opens:
                yield Finding(
                    path=challenge.path,
                    message=say("{name} closes before it opens", name=name),
                    pointer=(name, "closes"),
                    hint=say("exchange `opens` and `closes` of {name}", name=name),
                    value=window.closes.isoformat(),
                )
            elif window.closes == window.opens:
                yield Finding(
                    path=challenge.path,
                    message=say("{name} closes at the second at which it opens", name=name),
                    pointer=(name, "closes"),
                    hint=say("let {name} close later", name=name),
                    value=window.closes.isoformat(),
                )
        if submission.closes <= submission.opens or voting.closes <= voting.opens:
            continue
        if voting.opens < submission.opens:
            yield Finding(
                path=challenge.path,
                message=say("voting opens before submission does"),
                pointer=("voting", "opens"),
                hint=say("let voting open on the day that submission opens, or later"),
                value=voting.opens.isoformat(),
            )
        if voting.closes < submission.closes:
            yield Finding(
                path=challenge.path,
                message=say("voting closes before submission does, so that the last ideas could get no votes"),
                hint=say("let voting close after submission"),
                pointer=("voting", "closes"),
                value=voting.closes.isoformat(),
            )


def criterion_repeated(contents: Contents) -> Iterator[Finding]:
    """No two criteria of a challenge have the same id."""
    for challenge in contents.challenges.values():
        seen: set[str] = set()
        for number, criterion in enumerate(challenge.criteria):
            if criterion.id in seen:
                yield Finding(
                    path=challenge.path,
                    message=say("the criterion `{id}` stands here twice", id=criterion.id),
                    hint=say("give one of the two another id"),
                    pointer=("criteria", number, "id"),
                    value=criterion.id,
                )
            seen.add(criterion.id)


def budget_missing(contents: Contents) -> Iterator[Finding]:
    """A challenge whose winners share a budget (the rules greedy and equal-shares) has one."""
    for challenge in contents.challenges.values():
        if challenge.budget is None and challenge.winners.spends:
            yield Finding(
                path=challenge.path,
                pointer=("winners", "rule"),
                value=challenge.winners.rule,
                message=say("the winner rule `{rule}` needs a budget", rule=challenge.winners.rule),
                hint=say("add a line for `budget`, which says what the winning ideas may cost together"),
            )


def criteria_missing(contents: Contents) -> Iterator[Finding]:
    """A challenge that blends crowd and experts has criteria, by which experts give their scores."""
    for challenge in contents.challenges.values():
        if challenge.blend is not None and not challenge.criteria:
            yield Finding(
                path=challenge.path,
                pointer=("blend",),
                on_key=True,
                message=say("`blend` counts what experts say by criterion, and the challenge has no criteria"),
                hint=say("add `criteria`, by which experts judge, or take `blend` out"),
            )


def quorum_too_large(contents: Contents) -> Iterator[Finding]:
    """A quorum is a share of the voters, at most 1/1."""
    for challenge in contents.challenges.values():
        quorum = challenge.winners.quorum
        if quorum is not None:
            part, whole = map(int, quorum.split("/"))
            if part > whole:
                yield Finding(
                    path=challenge.path,
                    message=say("the quorum {quorum} is more than all voters", quorum=quorum),
                    hint=say("write a share of the voters, such as 1/20 for one in twenty"),
                    pointer=("winners", "quorum"),
                    value=quorum,
                )


def no_open_status(contents: Contents) -> Iterator[Finding]:
    """One of the community's statuses is of the kind open: it is where every idea begins."""
    if all(status.kind != "open" for status in contents.settings.statuses.values()):
        yield Finding(
            path=SETTINGS_PATH,
            message=say("no status is of the kind `open`, and every idea begins with one"),
            pointer=("statuses",),
            on_key=True,
            hint=say("add a status of the kind `open`, or give one this kind"),
        )
