"""The count once more, in plain Python and one reaction at a time: what the engines are held to."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.ledger_state import Event
from ideario.model.moments import instant


@dataclass(slots=True)
class Reaction:
    """A reaction that lives, with its one outcome."""

    idea: str
    target: str
    event: Event
    seq: int
    challenge: Challenge | None
    stance: str | None
    outcome: str = ""


def living(community: Community, events: list[Event], threads: Mapping[str, tuple[str, ...]]) -> Iterator[Reaction]:
    """The reactions that live, each at each of its ideas."""
    names = {old: slug for slug, d in community.decisions.items() for old in d.former} | {s: s for s in community.ideas}
    histories: dict[tuple[str, ...], list[tuple[int, Event]]] = defaultdict(list)
    for seq, event in enumerate(events, 1):
        reached = set(threads.get(event.thread, (event.idea,)))
        reached |= {slug for slug, decision in community.decisions.items() if event.thread in decision.threads}
        for idea in {names[name] for name in reached if name in names}:
            histories[idea, event.thread, event.voter, event.kind].append((seq, event))
    for (idea, *_), history in histories.items():
        target = community.target(idea)
        challenge = community.challenges.get(community.ideas[target].challenge or "")
        closes = instant(challenge.voting.closes) if challenge else "9999"
        in_time, late = None, None
        for seq, event in history:
            given_now = None if event.type == "withdraw" else (seq, event)
            if (event.given or event.seen) <= closes:
                in_time = given_now
            else:
                late = given_now
        standing = in_time or late
        if standing:
            seq, event = standing
            stance = community.terms(challenge.slug if challenge else None).reactions.get(event.kind)
            yield Reaction(idea, target, event, seq, challenge, stance)


def excluded_by(reaction: Reaction, community: Community) -> str:
    """The first rule that excludes a reaction by itself, or ""."""
    event, window = reaction.event, reaction.challenge and reaction.challenge.voting
    slugs = {old: slug for slug, decision in community.decisions.items() for old in decision.former}
    barred = any(
        event.voter in exclusion.voters
        and (
            not exclusion.ideas
            or {reaction.idea, reaction.target} & {slugs.get(name, name) for name in exclusion.ideas}
        )
        for exclusion in community.exclusions
    )
    if reaction.stance is None:
        return "R0"
    if event.rule:
        return event.rule
    if barred:
        return "X"
    if window and not instant(window.opens) <= (event.given or "") <= instant(window.closes):
        return "R4"
    void = community.terms(reaction.challenge.slug if reaction.challenge else None).votes_before_edit == "void"
    return "R12" if void and early(reaction, community) else ""


def early(reaction: Reaction, community: Community) -> bool:
    """Whether it is a vote that was given before the text was last edited."""
    edited = community.edited.get(reaction.idea)
    return edited is not None and reaction.stance != "watch" and (reaction.event.given or "") < instant(edited)


def settle(group: list[Reaction]) -> None:
    """The outcomes of what one voter gave to one united idea."""
    torn = {"support", "oppose"} <= {reaction.stance for reaction in group}
    taken = False
    group.sort(key=lambda r: (r.stance == "watch", r.event.given, r.seq, r.idea != r.target, r.idea))
    for reaction in group:
        if torn and reaction.stance != "watch":
            reaction.outcome = "R8"
        else:
            reaction.outcome = "R5" if taken else "counted"
            taken = True


Expected = tuple[dict[str, Counter[str]], dict[str, Counter[str | None]], dict[str, set[str]]]
"""Outcomes by idea, ballots by idea (and `early` among them), voters by challenge."""


def naive(community: Community, events: list[Event], threads: Mapping[str, tuple[str, ...]]) -> Expected:
    """What comes of it, one reaction at a time."""
    reactions = list(living(community, events, threads))
    united = defaultdict(list)
    for reaction in reactions:
        reaction.outcome = excluded_by(reaction, community)
        if not reaction.outcome:
            united[reaction.target, reaction.event.voter].append(reaction)
    for group in united.values():
        settle(group)
    outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ballots: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    voters: defaultdict[str, set[str]] = defaultdict(set)
    for reaction in reactions:
        outcomes[reaction.idea][reaction.outcome] += 1
        if reaction.outcome == "counted":
            ballots[reaction.target][reaction.stance] += 1
            ballots[reaction.target]["early"] += early(reaction, community)
            if reaction.challenge and reaction.stance != "watch":
                voters[reaction.challenge.slug].add(reaction.event.voter)
    return outcomes, ballots, voters
