"""Rules about what must not change once voting has opened, and about the seed that decides ties."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import cast

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import Finding, Mend, pasted, shown
from ideario.intake.history.frozen_rules import Opened, weights
from ideario.intake.plain import Plain
from ideario.intake.yaml.write_yaml import flow
from ideario.messages.said import as_is, say
from ideario.model.challenge import Blend, Challenge, Jury
from ideario.model.community import SETTINGS_PATH
from ideario.model.moments import instant
from ideario.model.money import Money, money_text

Deciding = Plain | Money | Blend | Jury | datetime
"""What decides a challenge, as the model has it."""
WINNERS = ("rule", "count", "completion", "step", "minimum_support", "quorum", "proportional_quorum", "seed")


ABSENT = say("absent")


def rules_changed_in_vote(contents: Contents) -> Iterator[Finding]:
    """What decides a challenge (its voting window, when submission closes, new_accounts and the day from which accounts
    are new, budget, empty ballots, winner rule and weights, and what the community says of reactions and of votes
    before an edit), what it shows until the close, how it blends crowd and experts, and its jury stay as they were when
    voting opened, under whatever name the challenge has. A later change has no effect on this round: the rules of that
    moment count.
    """
    for slug, challenge in contents.challenges.items():
        opened = contents.opened(slug)
        if opened is not None:
            for pointer, was, now in _changes(opened.challenge, challenge):
                yield _changed(challenge.path, pointer, was, now, opened)
    told = set()
    for opened in contents.past.running:
        terms, present = opened.terms, contents.settings.terms
        for name in ("reactions", "votes_before_edit"):
            if terms is not None and name not in told and getattr(terms, name) != getattr(present, name):
                told.add(name)
                yield _changed(
                    SETTINGS_PATH, (name,), _plain(getattr(terms, name)), _plain(getattr(present, name)), opened
                )


def reactions_changed_in_vote(contents: Contents) -> Iterator[Finding]:
    """Outside challenges a reaction goes on meaning what it meant when the day (UTC) was over on which the first vote
    was seen, since people voted by that. A later change has no effect there until the maintainers say that all votes
    are to be read by it, those already given too: by another day in `reactions_since`.
    """
    agreed, present = contents.agreed, contents.settings.reactions
    now = contents.past.now
    if agreed is None or now is None or agreed.reactions == present:
        return
    day = now.date()
    if agreed.named >= str(day):  # said once already today
        day = date.fromisoformat(agreed.named) + timedelta(days=1)
    message = say(
        "`reactions` was `{before}` when the first votes were seen, and now is `{after}`: the change has no "
        "effect on votes outside challenges",
        before=flow(_plain(agreed.reactions)),
        after=flow(_plain(present)),
    )
    if agreed.named:
        message = say(
            "`reactions` was `{before}` of {day}, and now is `{after}`: the change has no effect on votes outside "
            "challenges",
            before=flow(_plain(agreed.reactions)),
            day=agreed.named,
            after=flow(_plain(present)),
        )
    yield Finding(
        path=SETTINGS_PATH,
        pointer=("reactions",),
        value=shown(flow(_plain(present))),
        message=message,
        hint=say(
            "give each reaction its meaning back, or, to have all votes outside challenges read "
            "by the new meaning, those already given too, write below it: {line}",
            line=f"reactions_since: {day}",
        ),
    )


def cost_changed_in_vote(contents: Contents) -> Iterator[Finding]:
    """Where winners share a budget, what an idea costs stays as it was when submissions were closed and voting had
    opened, since people voted on it at that cost. A later change has no effect on this round.
    """
    for slug, idea in contents.ideas.items():
        moment, was = contents.fixed(idea.challenge or ""), contents.as_counted(idea).cost
        if moment is not None and was != idea.cost:
            before = ABSENT if was is None else as_is(f"`{money_text(was)}`")
            after = ABSENT if idea.cost is None else as_is(f"`{money_text(idea.cost)}`")
            mend = None if was is None else Mend(pointer=("cost",), value=money_text(was))
            yield Finding(
                path=idea.path,
                pointer=("cost",),
                value=slug,
                message=say(
                    "`cost` was {before} on {moment}, when voting on `{challenge}` was open and "
                    "submissions were closed, and now is {after}: the change has no effect on that vote",
                    before=before,
                    moment=instant(moment),
                    challenge=idea.challenge,
                    after=after,
                ),
                hint=say("put it back: {line}", line=pasted(mend)) if mend else say("take `cost` out again"),
                mend=mend,
            )


def challenge_removed_in_vote(contents: Contents) -> Iterator[Finding]:
    """A challenge whose voting has opened stays, or names in `former` what its file was called before: else the rules
    that people voted by would go with its name.
    """
    there = contents.named("challenge")
    renamed = {old for challenge in contents.challenges.values() for old in challenge.former}
    for slug, opened in sorted(contents.past.opened.items()):
        if slug not in there and slug not in renamed:
            yield Finding(
                path=f"content/challenges/{slug}.yml",
                message=say(
                    "voting on `{slug}` opened on {moment}, and its file is gone",
                    slug=slug,
                    moment=instant(opened.moment),
                ),
                hint=say(
                    "put the file back; if it has another name now, write there: {line}", line=f"former: [{slug}]"
                ),
                value=slug,
            )


def seed_too_early(contents: Contents) -> Iterator[Finding]:
    """The seed that decides ties comes in after submissions close: whoever knows it earlier can choose the name of an
    idea by it. Where voting opens before that, no moment would do, and the rule says nothing; nor does it once voting
    is over.
    """
    for slug, challenge in contents.challenges.items():
        seed, opened = challenge.winners.seed, contents.opened(slug)
        running = opened in contents.past.running
        seeds = [contents.past.seeds.get(name, {}) for name in (slug, *challenge.former)]
        came = min((found[seed] for found in seeds if seed in found), default=None) if seed is not None else None
        closes = challenge.submission.closes
        over = opened is not None and not running
        if came is not None and _gap(challenge) and came <= closes and not over:
            yield Finding(
                path=challenge.path,
                pointer=("winners", "seed"),
                value=shown(seed),
                message=say(
                    "the seed came in on {came}, and submissions close on {closes}",
                    came=instant(came),
                    closes=instant(closes),
                ),
                hint=say("it is too late for another one in this round; in the next one, write it after that")
                if running
                else say(
                    "take it out, and write another one after that and before voting opens on {moment}",
                    moment=instant(challenge.voting.opens),
                ),
            )


def seed_missing(contents: Contents) -> Iterator[Finding]:
    """A seed for ties stands in the challenge's file when voting opens, and is asked for once submissions are closed.
    Without one ties are decided all the same, but by numbers that could have been worked out beforehand.
    """
    local = {idea.challenge for idea in contents.ideas.values() if idea.source is None}
    now = contents.past.now
    for slug, challenge in contents.challenges.items():
        opened = contents.opened(slug)
        due = now is not None and challenge.submission.closes < now < challenge.voting.opens
        if due and challenge.winners.seed is None and slug in local:
            yield Finding(
                path=challenge.path,
                pointer=("winners",),
                message=say(
                    "submissions are closed, voting opens on {opens}, and there is no seed for ties yet",
                    opens=instant(challenge.voting.opens),
                ),
                hint=say(
                    "write winners.seed before that, in words or numbers that nobody can choose, such as "
                    "those of a lottery drawn now"
                ),
            )
        if (
            opened is not None
            and opened.challenge.winners.seed is None
            and opened.moment == opened.challenge.voting.opens
            and _gap(opened.challenge)
            and slug in local
        ):
            yield Finding(
                path=challenge.path,
                pointer=("winners",),
                message=say("voting opened on {moment}, and there was no seed for ties", moment=instant(opened.moment)),
                hint=say(
                    "it is too late for this round; in the next one, write winners.seed between the "
                    "close of submissions and the opening of voting"
                ),
            )


def _gap(challenge: Challenge) -> bool:
    """Whether there is time for a seed between submission and voting."""
    return challenge.submission.closes < challenge.voting.opens


def _changes(was: Challenge, now: Challenge) -> Iterator[tuple[NodePath, Plain, Plain]]:
    """What differs of all that decides: where it stands, what it was and what it is now."""
    for end in ("opens", "closes"):
        yield from _differing(("voting", end), getattr(was.voting, end), getattr(now.voting, end))
    if was.new_accounts == "exclude":
        yield from _differing(("submission", "opens"), was.submission.opens, now.submission.opens)
    yield from _differing(("submission", "closes"), was.submission.closes, now.submission.closes)
    for name in ("new_accounts", "ranks", "counts"):
        yield from _differing((name,), getattr(was, name), getattr(now, name))
    yield from _differing(("budget",), was.budget, now.budget)
    yield from _differing(("empty_ballots",), was.empty_ballots, now.empty_ballots)
    for name in WINNERS:
        yield from _differing(("winners", name), getattr(was.winners, name), getattr(now.winners, name))
    yield from _differing(("criteria",), weights(was), weights(now))
    yield from _differing(("blend",), was.blend, now.blend)
    yield from _differing(("jury",), was.jury, now.jury)


def _differing(pointer: NodePath, was: Deciding, now: Deciding) -> Iterator[tuple[NodePath, Plain, Plain]]:
    if was != now:
        yield pointer, _plain(was), _plain(now)


def _plain(value: Deciding) -> Plain:
    """A value of the model as it stands in a file."""
    if isinstance(value, Money):
        return money_text(value)
    if isinstance(value, Blend):
        return {"crowd": value.crowd, "experts": value.experts}
    if isinstance(value, Jury):
        return {key: cast("Plain", part) for key, part in value.document.items() if part is not None}
    return instant(value) if isinstance(value, datetime) else value


def _changed(path: str, pointer: NodePath, was: Plain, now: Plain, opened: Opened) -> Finding:
    name = ".".join(str(step) for step in pointer)
    before = ABSENT if was is None else as_is(f"`{flow(was)}`")
    after = ABSENT if now is None else as_is(f"`{flow(now)}`")
    mend = None
    if was is None or was == 0:
        back = say("take `{name}` out again", name=name)
    elif isinstance(was, dict) and name in ("criteria", "reactions"):
        back = (
            say("give the criteria their weights back")
            if name == "criteria"
            else say("give each reaction its meaning back")
        )
    else:
        mend = Mend(pointer=pointer, value=was)
        back = say("put it back: {line}", line=pasted(mend))
    challenge = opened.challenge.slug
    return Finding(
        path=path,
        pointer=pointer,
        value=shown(now if isinstance(now, str) else flow(now)),
        message=say(
            "`{name}` was {before} when voting on `{challenge}` opened on {moment}, and now is "
            "{after}: the change has no effect on that vote",
            name=name,
            before=before,
            challenge=challenge,
            moment=instant(opened.moment),
            after=after,
        ),
        mend=mend,
        hint=say("{back}; new rules are for a new round, which is a challenge in a file of its own", back=back),
    )
