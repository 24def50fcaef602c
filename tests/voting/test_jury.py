"""Juries that decide: 10,000 random panels counted twice, who judges what by lot, and what of a sealed file counts."""

import json
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from editions import CHALLENGE, COMMUNITY, IDEAS
from ideario.intake.history.sealed_reviews import BEFORE_ALL, ReviewVersion, counted, seal_of, versions_of
from ideario.model.challenge import Blend, Challenge, Criterion, Jury, WinnerRule
from ideario.model.community import Community
from ideario.model.content import Decision, Review, Scorecard, StatusChange
from ideario.model.money import Money
from ideario.voting.counting.ballots import Ballot
from ideario.voting.deciding.contests import contest_of
from ideario.voting.deciding.outcome import Contest
from ideario.voting.deciding.winner_rules import decide
from ideario.voting.ranking.assignment import jurors_of, lot

DUE, SHOWN = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC)
PANELS = int(os.environ.get("IDEARIO_PANELS", "10000"))
DAY = timedelta(days=1)


# ---- a second implementation, which shares nothing with the program's but the values that both are given


@dataclass(frozen=True, kw_only=True)
class Case:
    """A challenge with a jury as plain data: what jurors gave, who has a stake in what, and who supports what."""

    rule: str
    winners: int
    seed: str
    each: int | None
    minimum: int
    weights: Mapping[str, int]
    blend: tuple[int, int]
    jurors: Sequence[str]
    stakes: Mapping[str, set[str]]
    authors: Mapping[str, str]
    costs: Mapping[str, int | None]
    declined: set[str]
    given: Mapping[str, Mapping[str, Mapping[str, int]]]
    ballots: Sequence[tuple[str, str]]


def plainly_judged(case: Case) -> dict[str, list[str]]:
    """Who judges what, told as the page for voters tells it."""
    ideas = [idea for idea in sorted(case.costs) if idea not in case.declined]
    aside = {j: {i for i in ideas if i in case.stakes[j] or case.authors[i] == j} for j in case.jurors}
    if case.each is None or case.each >= len(ideas):
        return {j: [i for i in ideas if i not in aside[j]] for j in case.jurors}
    table = {(j, i): sha256(f"{case.seed}|{j}|{i}".encode()).hexdigest() for j in case.jurors for i in ideas}
    taken: list[tuple[str, str]] = []
    for juror in sorted(case.jurors):
        for _ in range(case.each):
            rest = [i for i in ideas if (juror, i) not in taken]
            fewest = min(sum(idea == i for _, idea in taken) for i in rest)
            rest = [i for i in rest if sum(idea == i for _, idea in taken) == fewest]
            taken.append((juror, min((table[juror, i], i) for i in rest)[1]))
    judged = {j: [i for i in ideas if (j, i) in taken and i not in aside[j]] for j in case.jurors}
    for idea in ideas:
        passed = [j for j in case.jurors if (j, idea) in taken and idea in aside[j]]
        others = [j for j in case.jurors if (j, idea) not in taken and idea not in aside[j]]
        for juror in sorted(others, key=lambda j: table[j, idea])[: len(passed)]:
            judged[juror].append(idea)
    return {juror: sorted(ideas) for juror, ideas in judged.items()}


def plainly_won(case: Case) -> tuple[list[str], dict[str, Fraction]]:
    """The winners in their order, and the exact score of each idea that has one."""
    judged = plainly_judged(case)
    scores: dict[str, list[Fraction]] = {idea: [] for idea in case.costs}
    for juror, cards in case.given.items():
        for idea, card in cards.items():
            if idea in judged[juror] and card:
                whole = sum(case.weights[name] for name in card)
                scores[idea].append(Fraction(sum(case.weights[n] * s for n, s in card.items()), whole))
    voters = {voter for voter, _ in case.ballots}
    final = {}
    for idea, found in scores.items():
        if found:
            mean = sum(found, Fraction(0)) / len(found)
            crowd = Fraction(sum(i == idea for _, i in case.ballots), len(voters)) if voters else Fraction(0)
            parts, jury = case.blend
            final[idea] = mean if case.rule == "jury" else (parts * crowd + jury * mean / 10) / (parts + jury)
    able = [i for i in final if len(scores[i]) >= case.minimum and i not in case.declined]
    order = sorted(able, key=lambda i: sha256(f"{case.seed}|{i}".encode()).hexdigest())
    order.sort(key=lambda i: case.costs[i] or 0)
    order.sort(key=lambda i: len(scores[i]), reverse=True)
    order.sort(key=lambda i: final[i], reverse=True)
    return order[: case.winners], final


def drawn(draw: random.Random) -> Case:
    """One of many small juries; few different scores, so that ideas tie."""
    ideas = [f"i{number}" for number in range(draw.randint(1, 6))]
    jurors = [f"j{number}" for number in range(draw.randint(1, 5))]
    names = [f"c{number}" for number in range(draw.randint(1, 3))]
    scores = draw.choice([(5,), (0, 10), (3, 4, 5), range(11)])
    return Case(
        rule=draw.choice(["jury", "blend"]),
        winners=draw.randint(1, 4),
        seed=draw.choice(["", "7 12", "à"]),
        each=draw.choice([None, draw.randint(1, 6)]),
        minimum=draw.randint(1, min(3, len(jurors))),
        weights={name: draw.randint(1, 4) for name in names},
        blend=(draw.randint(1, 5), draw.randint(1, 5)),
        jurors=jurors,
        stakes={juror: {idea for idea in ideas if draw.random() < 0.15} for juror in jurors},
        authors={idea: draw.choice([*jurors, "somebody", "somebody"]) for idea in ideas},
        costs={idea: draw.choice([None, 0, 100, 200]) for idea in ideas},
        declined={idea for idea in ideas if draw.random() < 0.1},
        given={
            juror: {
                idea: {name: draw.choice(scores) for name in names if draw.random() < 0.9}
                for idea in ideas
                if draw.random() < 0.9
            }
            for juror in jurors
            if draw.random() < 0.85
        },
        ballots=sorted({(f"v{draw.randint(0, 4)}", draw.choice(ideas)) for _ in range(draw.randint(0, 8))}),
    )


def as_community(case: Case) -> Community:
    """The same for the program."""
    challenge = replace(
        CHALLENGE,
        budget=Money(amount=10_000, currency="EUR"),
        criteria=tuple(Criterion(id=name, title=name, weight=weight) for name, weight in case.weights.items()),
        winners=WinnerRule(rule="jury" if case.rule == "jury" else "blend", count=case.winners, seed=case.seed),
        blend=Blend(crowd=case.blend[0], experts=case.blend[1]),
        jury=Jury(
            jurors=tuple(juror.upper() for juror in case.jurors),
            scores_by=DUE,
            reveal_by=SHOWN,
            each=case.each,
            minimum=case.minimum,
        ),
    )
    turned_down = (StatusChange(date="2026-01-20", status="declined"),)
    return replace(
        COMMUNITY,
        challenges={challenge.slug: challenge},
        ideas={
            idea: replace(
                IDEAS[0],
                slug=idea,
                authors=(case.authors[idea],),
                cost=None if cost is None else Money(amount=cost, currency="EUR"),
            )
            for idea, cost in case.costs.items()
        },
        decisions={idea: Decision(idea=idea, path="p", history=turned_down) for idea in sorted(case.declined)},
        reviews=tuple(
            Review(
                challenge=challenge.slug,
                login=juror.title(),
                path=f"content/reviews/{challenge.slug}/{juror}.yml",
                conflicts=tuple(sorted(case.stakes[juror])),
                scores=tuple(Scorecard(idea=idea, criteria=card) for idea, card in case.given.get(juror, {}).items()),
            )
            for juror in case.jurors
        ),
        results={},
    )


def contest(case: Case, community: Community) -> Contest:
    ballots = [
        Ballot(idea, voter, "support", datetime(2026, 2, 2, tzinfo=UTC), number)
        for number, (voter, idea) in enumerate(case.ballots)
    ]
    return contest_of(community, CHALLENGE.slug, ballots)


@pytest.mark.slow
def test_random_panels_agree_with_a_second_plain_implementation() -> None:
    draw = random.Random(16)
    seen: set[str] = set()
    for number in range(PANELS):
        case = drawn(draw)
        community = as_community(case)
        judged = {juror.login.lower(): list(juror.ideas) for juror in jurors_of(community, only(community))}
        assert judged == plainly_judged(case), (number, case)
        found = contest(case, community)
        outcome = decide(found)
        winners, scores = plainly_won(case)
        assert [win.idea for win in outcome.wins] == winners, (number, case)
        assert {idea: found.worth(idea) for idea in found.judgements} == scores, (number, case)
        seen |= {loss.why for loss in outcome.losses}
        seen |= {f"{case.rule} {tie.step}" for win in outcome.wins for tie in win.over}
    assert {"too-few-scores", "declined", "rank", "tie"} <= seen
    assert {f"{rule} {step}" for rule in ("jury", "blend") for step in ("scores", "cost", "no-cost", "lot")} <= seen


def only(community: Community) -> Challenge:
    return community.challenges[CHALLENGE.slug]


def test_neither_the_order_of_files_nor_who_is_missing_changes_what_others_gave() -> None:
    """Files in another order decide the same; a juror who gives nothing takes nothing from what others gave."""
    draw = random.Random(4)
    for _ in range(300):
        case = drawn(draw)
        community = as_community(case)
        whole = contest(case, community)
        shuffled = replace(
            community,
            reviews=tuple(draw.sample(community.reviews, len(community.reviews))),
            ideas={slug: community.ideas[slug] for slug in draw.sample(sorted(community.ideas), len(community.ideas))},
        )
        again = contest(case, shuffled)
        assert (decide(again), again.judgements) == (decide(whole), whole.judgements)
        if case.given:
            gone = draw.choice(sorted(case.given))
            less = replace(case, given={juror: cards for juror, cards in case.given.items() if juror != gone})
            judged = plainly_judged(case)
            assert plainly_judged(less) == judged
            others = contest(less, as_community(less)).judgements
            touched = {idea for idea, card in case.given[gone].items() if card and idea in judged[gone]}
            for idea, judgement in whole.judgements.items():
                if idea not in touched:
                    assert others[idea].score == judgement.score
                elif judgement.reviewers > 1:  # the others' scores are what is left of the sum
                    left = judgement.score * judgement.reviewers - weighed(case, case.given[gone][idea])
                    assert others[idea].score * others[idea].reviewers == left


def weighed(case: Case, card: Mapping[str, int]) -> Fraction:
    return Fraction(sum(case.weights[name] * score for name, score in card.items()), sum(case.weights[n] for n in card))


def test_the_lot_gives_each_idea_as_many_jurors_but_for_one_and_a_conflict_moves_that_idea_alone() -> None:
    draw = random.Random(7)
    for _ in range(40):
        ideas, jurors = [f"i{n}" for n in range(draw.randint(3, 20))], [f"j{n}" for n in range(draw.randint(2, 9))]
        case = replace(
            drawn(draw), jurors=jurors, costs=dict.fromkeys(ideas), authors=dict.fromkeys(ideas, "somebody"),
            stakes={juror: set() for juror in jurors}, declined=set(), given={}, each=draw.randint(1, len(ideas) - 1),
            ballots=[],
        )  # fmt: skip
        judged = judged_by(case)
        numbers = [sum(idea in held for held in judged.values()) for idea in ideas]
        assert max(numbers) - min(numbers) <= 1
        assert {len(held) for held in judged.values()} == {case.each}
        who = draw.choice(jurors)
        idea = draw.choice(judged[who])
        after = judged_by(replace(case, stakes={**case.stakes, who: {idea}}))
        moved = {juror for juror in jurors if after[juror] != judged[juror]}
        takers = moved - {who}
        assert set(judged[who]) - set(after[who]) == {idea}
        assert len(takers) <= 1
        assert all(set(after[juror]) - set(judged[juror]) == {idea} for juror in takers)
        assert takers or all(idea in judged[juror] for juror in jurors)


def judged_by(case: Case) -> dict[str, tuple[str, ...]]:
    community = as_community(case)
    return {juror.login.lower(): juror.ideas for juror in jurors_of(community, only(community))}


def test_a_lot_is_the_hash_of_seed_juror_and_idea() -> None:
    text = b"7 12|ada-rossi|bench"
    assert lot("7 12", "ada-rossi", "bench") == sha256(text).hexdigest()


# ---- seals

SALT = "000102030405060708090a0b0c0d0e0f"
GIVEN = {"bench": {"effect": 7, "cost": 2}}


def review(given: Mapping[str, Mapping[str, int]] | None = None, **values: Any) -> Review:
    cards = tuple(Scorecard(idea=idea, criteria=card) for idea, card in (given or {}).items())
    return Review(challenge="quiet", login="Hubot", path="p", scores=cards, **values)


def test_a_seal_is_a_hash_over_challenge_juror_salt_and_scores() -> None:
    text = f'{{"challenge":"quiet","juror":"hubot","salt":"{SALT}","scores":{{"bench":{{"cost":2,"effect":7}}}}}}'
    assert seal_of("quiet", "Hubot", SALT, GIVEN) == sha256(text.encode()).hexdigest()


def test_a_seal_opens_to_one_text_alone() -> None:
    """Another challenge, juror, salt, idea, criterion or score makes another seal: a copied one opens for nobody."""
    others: list[tuple[str, str, str, dict[str, dict[str, int]]]] = [
        ("quieter", "hubot", SALT, GIVEN),
        ("quiet", "octocat", SALT, GIVEN),
        ("quiet", "hubot", SALT[::-1], GIVEN),
        ("quiet", "hubot", SALT, {"trams": {"effect": 7, "cost": 2}}),
        ("quiet", "hubot", SALT, {"bench": {"effect": 7}}),
        ("quiet", "hubot", SALT, {"bench": {"effect": 2, "cost": 7}}),
        ("quiet", "hubot", SALT, {**GIVEN, "trams": {}}),
        ("quiet", "hubot", SALT, {}),
    ]
    assert len({seal_of("quiet", "hubot", SALT, GIVEN), *(seal_of(*one) for one in others)}) == len(others) + 1


SEAL = seal_of("quiet", "hubot", SALT, GIVEN)
SEALED, OPEN = review(seal=SEAL), review(GIVEN, seal=SEAL, salt=SALT)
OTHER = review(seal=seal_of("quiet", "hubot", SALT[::-1], {"bench": {"effect": 1}}))
FORGED = review({"bench": {"effect": 9, "cost": 9}}, seal=SEAL, salt=SALT)
JURY = Jury(jurors=("hubot", "ada"), scores_by=DUE, reveal_by=SHOWN)


def standing(*dated: tuple[datetime, Review | None], now: datetime = SHOWN + 9 * DAY) -> tuple[str, int, bool, bool]:
    """The seal in force, how many scores count, and whether a seal or scores came too late."""
    found = counted([ReviewVersion(since, one) for since, one in dated], JURY, ("quiet",), now)
    if found is None:
        return "", 0, False, False
    return found.review.seal, len(found.review.scores), found.late is not None, found.opened_late is not None


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("dated", "now", "expected"),
    [
        ([(DUE, SEALED), (SHOWN, OPEN)], SHOWN + DAY, (SEAL, 1, False, False)),
        ([(DUE + SECOND, SEALED), (SHOWN, OPEN)], SHOWN + DAY, ("", 0, True, False)),
        ([(DUE, SEALED), (SHOWN + SECOND, OPEN)], SHOWN + DAY, (SEAL, 0, False, True)),
        ([(DUE, SEALED)], SHOWN + DAY, (SEAL, 0, False, False)),  # a lost salt
        ([(DUE, SEALED), (SHOWN, FORGED)], SHOWN + DAY, (SEAL, 0, False, False)),
        ([(DUE, SEALED), (SHOWN - DAY, FORGED), (SHOWN, OPEN)], SHOWN + DAY, (SEAL, 1, False, False)),
        ([(DUE, SEALED), (SHOWN - DAY, OPEN), (SHOWN, FORGED)], SHOWN + DAY, (SEAL, 1, False, False)),
        ([(DUE, SEALED), (SHOWN - DAY, OPEN), (SHOWN, None)], SHOWN + DAY, (SEAL, 1, False, False)),
        ([(DUE - DAY, SEALED), (DUE, None), (SHOWN, OPEN)], SHOWN + DAY, ("", 0, True, False)),
        ([(DUE - DAY, SEALED), (DUE, OTHER), (SHOWN, OPEN)], SHOWN + DAY, (OTHER.seal, 0, True, False)),
        ([(DUE - DAY, OTHER), (DUE, SEALED), (SHOWN, OPEN)], SHOWN + DAY, (SEAL, 1, False, False)),
        ([(DUE, SEALED), (DUE + DAY, OTHER), (SHOWN, OPEN)], SHOWN + DAY, (SEAL, 1, True, False)),
        ([(DUE - DAY, OPEN)], DUE, (SEAL, 0, False, False)),  # shown too early: nobody else hears of it before
        ([(DUE - DAY, OPEN)], DUE + SECOND, (SEAL, 1, False, False)),
        ([(DUE - DAY, review(GIVEN))], SHOWN + DAY, ("", 0, False, False)),  # never sealed
        ([], SHOWN, ("", 0, False, False)),
    ],
)
def test_what_was_sealed_in_time_and_shown_in_time_counts_and_nothing_else(
    dated: list[tuple[datetime, Review | None]], now: datetime, expected: tuple[str, int, bool, bool]
) -> None:
    assert standing(*dated, now=now) == expected


def test_conflicts_are_those_of_when_scores_were_due() -> None:
    """Nobody stands aside from an idea, or steps in again, because of what others gave."""
    dated = [
        ReviewVersion(DUE, replace(SEALED, conflicts=("trams",))),
        ReviewVersion(SHOWN, replace(OPEN, conflicts=())),
    ]
    found = counted(dated, JURY, ("quiet",), SHOWN + DAY)
    assert found is not None
    assert found.review.conflicts == ("trams",)


def test_a_renamed_challenge_opens_seals_of_its_former_name() -> None:
    found = counted([ReviewVersion(DUE, SEALED), ReviewVersion(SHOWN, OPEN)], JURY, ("calm", "quiet"), SHOWN + DAY)
    assert found is not None
    assert (found.review.challenge, found.review.sealed_for, len(found.review.scores)) == ("calm", "quiet", 1)


def test_a_file_that_no_history_knows_comes_in_now_and_without_a_history_it_was_always_there() -> None:
    assert versions_of((), SEALED, whole=True, now=DUE) == [ReviewVersion(DUE, SEALED)]
    assert versions_of([ReviewVersion(DUE, SEALED)], replace(SEALED, path="q"), whole=True, now=SHOWN) == [
        ReviewVersion(DUE, SEALED)
    ]
    assert versions_of((), OPEN, whole=False, now=SHOWN) == [ReviewVersion(BEFORE_ALL, OPEN)]


def test_a_jury_is_part_of_the_rules_in_force_and_absent_from_those_of_others() -> None:
    assert json.loads(json.dumps(JURY.document)) == {
        "jurors": ["hubot", "ada"],
        "each": None,
        "scores_by": "2026-03-10T00:00:00Z",
        "reveal_by": "2026-03-20T00:00:00Z",
        "minimum": 1,
    }
