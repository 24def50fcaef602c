"""Crowd and experts in one score: exact, only where the challenge says how; beside both rankings, deciding nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE as FILE
from communities import IDEA, commit, put, riverton
from editions import CHALLENGE, COMMUNITY, IDEAS, edition, sources, write
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from ideario.ledger.format import canonical
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.challenge import Blend
from ideario.model.community import Community
from ideario.model.content import Review, Scorecard
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.model.votes import Standing
from ideario.publishing.api.documents import documents
from ideario.publishing.edition import Edition
from ideario.publishing.pages.render import Sources
from ideario.voting.counting.run_rule import rule_version
from ideario.voting.counting.tallies import rules_hash
from ideario.voting.ranking.panel import blends, panels
from published_schemas import complaints

pytestmark = pytest.mark.slow

BLEND = Blend(crowd=3, experts=2)
AFTER = CHALLENGE.voting.closes + timedelta(seconds=1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


def judged(
    scores: Mapping[str, int], *, blend: Blend | None = BLEND, title: str = IDEAS[0].title, **challenge: Any
) -> Community:
    """The community with an expert's scores by one criterion, and with three ideas in its challenge."""
    review = Review(
        challenge=CHALLENGE.slug,
        login="zoe",
        path=f"content/reviews/{CHALLENGE.slug}/zoe.yml",
        scores=tuple(Scorecard(idea=idea, criteria={"effect": score}) for idea, score in scores.items()),
    )
    ideas = {slug: replace(idea, challenge=CHALLENGE.slug) for slug, idea in COMMUNITY.ideas.items()}
    return replace(
        COMMUNITY,
        reviews=(review,),
        ideas={**ideas, "bike-lanes": replace(ideas["bike-lanes"], title=title)},
        challenges={CHALLENGE.slug: replace(CHALLENGE, blend=blend, **challenge)},
    )


def counted(
    community: Community, support: Mapping[str, int] = {}, *, voters: int = 6, as_of: datetime | None = None
) -> Edition:
    """The edition with so many supporters, by idea, and all that experts say."""
    whole = edition(community)
    standings = {**whole.tally.standings, **{slug: Standing(idea=slug, support=n) for slug, n in support.items()}}
    turnouts = {slug: replace(turnout, voters=voters) for slug, turnout in whole.tally.turnouts.items()}
    tally = replace(whole.tally, standings=standings, turnouts=turnouts, as_of=as_of or whole.tally.as_of)
    found = panels(community)
    return replace(whole, tally=tally, panels=found, blends=blends(community, tally, found))


def blended(whole: Edition) -> list[tuple[int, str, Fraction]]:
    return [(one.rank, one.idea, one.score) for one in whole.blends.get(CHALLENGE.slug, ())]


def documented(whole: Edition) -> Any:
    """What reviews.json says of the blend, which fits its schema."""
    document = json.loads(dict(documents(whole))["api/v1/reviews.json"])
    assert not complaints("api-reviews.schema.json", document)
    (found,) = document["reviews"]
    return found["blend"]


# ---- the score


def test_the_score_weighs_the_share_of_supporters_and_the_experts_score() -> None:
    """5 of 6 voters and 6.5 of 10: (3 · 5/6 + 2 · 0.65) / 5 = 3.8 / 5; nobody and 9 of 10: 2 · 0.9 / 5."""
    community = judged({"bike-lanes": 6, "panchine": 9})
    extra = replace(community.reviews[0], login="abe", scores=(Scorecard(idea="bike-lanes", criteria={"effect": 7}),))
    whole = counted(replace(community, reviews=(*community.reviews, extra)))
    assert blended(whole) == [(1, "bike-lanes", Fraction(19, 25)), (2, "panchine", Fraction(9, 25))]


def test_equal_scores_share_a_rank_even_where_decimals_would_tell_them_apart() -> None:
    """1/3 and 0 of 10 against nobody and 10/3 of 10, which no float can say."""
    community = judged({"bike-lanes": 0, "panchine": 5}, blend=Blend(crowd=1, experts=1))
    third = Review(
        challenge=CHALLENGE.slug,
        login="abe",
        path="",
        scores=(Scorecard(idea="panchine", criteria={"effect": 0, "cost": 5}),),
    )
    whole = counted(replace(community, reviews=(*community.reviews, third)), {"bike-lanes": 1}, voters=3)
    assert [one.experts for one in whole.blends[CHALLENGE.slug]] == [0, Fraction(10, 3)]
    assert blended(whole) == [(1, "bike-lanes", Fraction(1, 6)), (1, "panchine", Fraction(1, 6))]


def test_without_a_review_there_is_no_score_and_a_duplicate_has_none() -> None:
    whole = counted(judged({"cycle-path": 9, "panchine": 4}))
    assert COMMUNITY.target("cycle-path") != "cycle-path"
    assert [idea for _, idea, _ in blended(whole)] == ["panchine"]


def test_before_the_first_vote_there_is_no_score(tmp_path: Path, place: Sources) -> None:
    whole = counted(judged({"bike-lanes": 9}), {"bike-lanes": 0}, voters=0)
    assert whole.blends == {}
    assert documented(whole) is None
    assert "There is no blended score yet" in section(whole, place, tmp_path)


@given(st.data())
def test_scores_are_shares_and_only_the_ratio_of_the_parts_counts(data: st.DataObject) -> None:
    crowd, experts, times = (data.draw(st.integers(1, 100)) for _ in range(3))
    scores = {slug: data.draw(st.integers(0, 10)) for slug in ("bike-lanes", "panchine")}
    voters = data.draw(st.integers(1, 50))
    support = {slug: data.draw(st.integers(0, voters)) for slug in scores}

    def found(factor: int) -> list[tuple[int, str, Fraction]]:
        blend = Blend(crowd=crowd * factor, experts=experts * factor)
        return blended(counted(judged(scores, blend=blend), support, voters=voters))

    assert found(times) == found(1)
    for _, idea, score in found(1):
        crowds, judges = Fraction(support[idea], voters), Fraction(scores[idea], 10)
        assert min(crowds, judges) <= score <= max(crowds, judges)


# ---- where it is shown


def section(whole: Edition, place: Sources, folder: Path, language: str = "") -> str:
    """The HTML of what experts say, on the challenge's page."""
    write(whole, place, folder / "site")
    page = (folder / "site" / language / "challenges/quieter-streets/index.html").read_text()
    return page[page.index('id="experts"') : page.index("</section>", page.index('id="experts"'))]


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def cells(html: str) -> list[list[str]]:
    """The HTML of each cell of the table of blended scores, row by row."""
    body = html[html.index('id="blend"') :].partition("<tbody>")[2].partition("</table>")[0]
    return [re.split(r"<td\b[^<>]*>", row)[1:] for row in body.split("<tr>")[1:]]


def rows(html: str) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in cells(html)]


@pytest.mark.parametrize(
    ("language", "words", "table"),
    [
        (
            "",
            [
                "3 times the share of the challenge’s voters who support the idea, plus 2 times the experts’ score",
                "divided by 10, all of it divided by 5",
                "An idea that nobody has reviewed has no blended score",
                "It decides nothing: who wins follows from the challenge’s winner rule alone.",
                "changes nothing in it",
            ],
            [
                ["1", "Bike lanes by the river", "0.78", "5 of 6", "7"],
                ["2", "Più panchine", "0.447", "1 of 6", "8.667"],
            ],
        ),
        (
            "it/",
            [
                "3 volte la quota dei votanti della sfida a favore dell’idea, più 2 volte il punteggio degli esperti",
                "Un’idea che nessuno ha valutato non ha un punteggio unito",
                "Non decide nulla",
            ],
            [
                ["1", "Bike lanes by the river", "0,78", "5 su 6", "7"],
                ["2", "Più panchine", "0,447", "1 su 6", "8,667"],
            ],
        ),
    ],
)
def test_the_page_shows_the_formula_and_the_numbers_beside_the_two_rankings(
    tmp_path: Path, place: Sources, language: str, words: list[str], table: list[list[str]]
) -> None:
    community = judged({"bike-lanes": 7, "panchine": 9})
    (review,) = community.reviews
    cards = (review.scores[0], replace(review.scores[1], criteria={"effect": 9, "cost": 8}))
    whole = counted(replace(community, reviews=(replace(review, scores=cards),)), {"bike-lanes": 5, "panchine": 1})
    html = section(whole, place, tmp_path, language)
    for sentence in words:
        assert sentence in plain(html)
    assert rows(html) == table
    assert html.count("<table>") == 2
    for _, _, score, support, experts in rows(html):
        s, n = map(int, re.findall(r"\d+", support))
        again = (3 * Fraction(s, n) + 2 * Fraction(experts.replace(",", ".")) / 10) / 5
        assert abs(again - Fraction(score.replace(",", "."))) <= Fraction(6, 10_000)


def test_json_says_exactly_what_each_score_is_made_of() -> None:
    community = judged({"bike-lanes": 7, "panchine": 9})
    found = documented(counted(community, {"bike-lanes": 4, "panchine": 1}, voters=7))
    assert {name: found[name] for name in ("crowd", "experts", "voters")} == {"crowd": 3, "experts": 2, "voters": 7}
    assert [(one["rank"], one["idea"], one["support"], one["experts"]) for one in found["ideas"]] == [
        (1, "bike-lanes", 4, "7/1"),
        (2, "panchine", 1, "9/1"),
    ]
    for one in found["ideas"]:
        crowd = Fraction(one["support"], found["voters"])
        assert Fraction(one["score"]) == (3 * crowd + 2 * Fraction(one["experts"]) / 10) / 5
    challenges = json.loads(dict(documents(edition(community)))["api/v1/challenges.json"])
    assert challenges["challenges"][0]["blend"] == {"crowd": 3, "experts": 2}
    assert not complaints("api-challenges.schema.json", challenges)


def test_without_the_key_nothing_is_blended_anywhere(tmp_path: Path, place: Sources) -> None:
    whole = counted(judged({"bike-lanes": 7, "panchine": 9}, blend=None))
    assert whole.panels[CHALLENGE.slug].judgements
    assert whole.blends == {}
    assert documented(whole) is None
    write(whole, place, tmp_path / "site")
    for path in (tmp_path / "site").rglob("challenges/quieter-streets/index.html"):
        page = path.read_text()
        assert 'id="experts"' in page
        assert 'id="blend"' not in page
        assert "lended score" not in page
        assert "punteggio unito" not in page.lower()
        assert "never blended" in page or "non si mescolano mai" in page
    assert json.loads(dict(documents(whole))["api/v1/challenges.json"])["challenges"][0]["blend"] is None


def test_a_blend_comes_with_the_ranks_where_these_come_after_the_close(tmp_path: Path, place: Sources) -> None:
    community = judged({"bike-lanes": 7}, ranks="after-close")
    open_ = counted(community)
    assert documented(open_) is None
    html = section(open_, place, tmp_path)
    assert "There is no blended score yet" in html
    assert "Blended score<" not in html
    closed = counted(community, as_of=AFTER)
    assert [one["idea"] for one in documented(closed)["ideas"]] == ["bike-lanes"]
    assert rows(section(closed, place, tmp_path / "closed"))


def test_titles_stay_text_in_the_table_whatever_they_say(tmp_path: Path, place: Sources) -> None:
    ideas = {f"idea-{n}": replace(IDEAS[0], slug=f"idea-{n}", title=text, authors=()) for n, text in enumerate(HOSTILE)}
    community = judged(dict.fromkeys(ideas, 7))
    whole = counted(replace(community, ideas=ideas, decisions={}), dict.fromkeys(ideas, 1))
    found = cells(section(whole, place, tmp_path))
    assert len(found) == len(HOSTILE) > 20
    for _, title, *numbers in found:
        assert re.fullmatch(r"<a href=\"[^\"<>]*ideas/idea-\d+/\"[^<>]*>[^<>]*</a>", title.strip()), title
        assert len(numbers) == 3


# ---- what it does not do


def test_the_hash_of_the_rules_holds_the_blend_where_there_is_one_and_is_the_former_one_elsewhere() -> None:
    def hashed(blend: Blend | None) -> str:
        challenge = replace(CHALLENGE, blend=blend)
        return rules_hash(replace(COMMUNITY, challenges={challenge.slug: challenge}), (challenge,))

    former = {
        "count": rule_version(),
        "challenges": {
            CHALLENGE.slug: {
                "kinds": dict(COMMUNITY.settings.reactions),
                "votes_before_edit": "count",
                "voting": [instant(CHALLENGE.voting.opens), instant(CHALLENGE.voting.closes)],
                "new_accounts": "count",
                "winners": {
                    "rule": "top",
                    "count": 2,
                    "completion": None,
                    "step": None,
                    "minimum_support": 3,
                    "quorum": "1/20",
                    "proportional_quorum": None,
                    "seed": None,
                },
                "budget": {"amount": 5000000, "currency": "EUR"},
                "criteria": {"effect": 2, "cost": 1},
            }
        },
    }
    assert hashed(None) == sha256(canonical(former).encode()).hexdigest()
    assert len({hashed(blend) for blend in (None, BLEND, Blend(crowd=2, experts=3), Blend(crowd=6, experts=4))}) == 4


VOTES = {"night-trams": 1, "bike-lanes": 2}
CRITERIA = [{"id": "effect", "title": "Effect", "weight": 1}]


def test_a_built_community_shows_its_blend_and_the_same_idea_wins_as_without(tmp_path: Path, ideario: Any) -> None:
    def town(name: str, **more: Any) -> Path:
        root = riverton(tmp_path / name)
        winners = {"rule": "top", "count": 1}
        put(root, "challenges/quieter-streets", {**FILE, "winners": winners, "criteria": CRITERIA, **more})
        for slug in VOTES:
            put(root, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": "quieter-streets"})
        scores = {"night-trams": {"criteria": {"effect": 10}}, "bike-lanes": {"criteria": {"effect": 1}}}
        put(root, "reviews/quieter-streets/zoe", {"scores": scores})
        at = "2026-02-10T12:00:00Z"
        events = [
            Event(type="cast", thread=f"issue/{n}", idea=slug, voter=f"{voter:064x}", kind="+1", given=at, seen=at)
            for n, (slug, number) in enumerate(VOTES.items(), 1)
            for voter in range(number)
        ]
        threads = [Thread(name=f"issue/{n}", ideas=(slug,)) for n, slug in enumerate(VOTES, 1)]
        write_ledger(root / "content/ledger", events, threads, observed=datetime.fromisoformat("2026-03-01T06:00:00Z"))
        commit(root)
        return root

    root = town("blended", blend={"crowd": 1, "experts": 4})
    done = ideario("--root", root, "build")
    assert done.exit_code == 0, done.stderr
    (found,) = json.loads((root / "build/site/api/v1/reviews.json").read_text())["reviews"]
    # (1 · 1/2 + 4 · 1) / 5 and (1 · 2/2 + 4 · 1/10) / 5
    assert [(one["idea"], one["score"]) for one in found["blend"]["ideas"]] == [
        ("night-trams", "9/10"),
        ("bike-lanes", "7/25"),
    ]
    won = [
        json.loads(ideario("--root", place, "winners", "quieter-streets", "--format", "json").stdout)["winners"]
        for place in (root, town("apart"))
    ]
    assert [winner["idea"] for winner in won[0]] == ["bike-lanes"]
    assert won[0] == won[1]
