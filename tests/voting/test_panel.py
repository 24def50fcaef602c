"""What experts say: weighed by criterion, with range and spread, nobody in their own cause; shown beside the crowd."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Literal

import pytest
from editions import AS_OF, CHALLENGE, COMMUNITY, IDEAS, LEDGER, edition, sources, write
from hypothesis import given
from hypothesis import strategies as st
from ideario.model.challenge import Blend, Criterion, Jury
from ideario.model.community import Community
from ideario.model.content import Person, Result, Review, Scorecard
from ideario.model.votes import Rank
from ideario.publishing.api.documents import documents
from ideario.publishing.pages.render import Sources
from ideario.voting.deciding.contests import contest_of
from ideario.voting.deciding.result_document import result_document
from ideario.voting.deciding.winner_rules import decide
from ideario.voting.ranking.assignment import jurors_of
from ideario.voting.ranking.panel import panels
from published_schemas import complaints

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


def review(login: str, *cards: tuple[str, dict[str, int]], conflicts: tuple[str, ...] = (), said: str = "") -> Review:
    return Review(
        challenge=CHALLENGE.slug,
        login=login,
        path=f"content/reviews/{CHALLENGE.slug}/{login}.yml",
        conflicts=conflicts,
        scores=tuple(Scorecard(idea=idea, criteria=criteria, comment=said) for idea, criteria in cards),
    )


def judged_by(*reviews: Review) -> Community:
    """The community with these reviews, two ideas in its challenge, and Pat, who asks not to be credited."""
    panchine = replace(COMMUNITY.ideas["panchine"], challenge=CHALLENGE.slug)
    pat = Person(login="pat", path="content/people/pat.yml", name="Pat Silent", credit="none")
    return replace(
        COMMUNITY,
        reviews=reviews,
        ideas={**COMMUNITY.ideas, "panchine": panchine},
        people={**COMMUNITY.people, "pat": pat},
    )


def test_scores_are_weighted_and_missing_ones_left_out() -> None:
    """Weights 2 and 1: (2·9 + 6) / 3 = 8 from one, 5 from the other, who gave no score for the cost."""
    community = judged_by(
        review("zoe", ("bike-lanes", {"effect": 9, "cost": 6})), review("abe", ("bike-lanes", {"effect": 5}))
    )
    (one,) = panels(community)[CHALLENGE.slug].judgements
    assert (one.rank, one.idea, one.reviewers, one.aside) == (1, "bike-lanes", 2, 0)
    assert (one.score, one.lowest, one.highest) == (Fraction(13, 2), 5, 8)
    assert one.spread == pytest.approx(2.1213203435596424)  # √(2 · 1.5²)
    assert one.criteria == {"effect": 7, "cost": 6}


def test_one_reviewer_has_no_spread_and_no_score_is_no_judgement() -> None:
    community = judged_by(review("zoe", ("bike-lanes", {"cost": 3}), ("panchine", {})))
    (one,) = panels(community)[CHALLENGE.slug].judgements
    assert (one.idea, one.score, one.spread) == ("bike-lanes", 3, None)
    assert panels(judged_by(review("zoe", ("panchine", {})))) == {}


def test_nobody_judges_in_their_own_cause() -> None:
    author = IDEAS[0].authors[0]
    community = judged_by(
        review(author.upper(), ("bike-lanes", {"effect": 10})),
        review("zoe", ("bike-lanes", {"effect": 10}), conflicts=("bike-lanes",)),
        review("abe", ("bike-lanes", {"effect": 2})),
    )
    panel = panels(community)[CHALLENGE.slug]
    (one,) = panel.judgements
    assert (one.score, one.reviewers, one.aside) == (2, 1, 2)
    assert panel.counted == {author.upper(): frozenset(), "zoe": frozenset(), "abe": {"bike-lanes"}}


@given(st.data())
def test_neither_the_order_of_reviews_nor_the_unit_of_weights_matters(data: st.DataObject) -> None:
    scores = st.dictionaries(st.sampled_from(["effect", "cost"]), st.integers(0, 10))
    reviews = [
        review(login, *((slug, data.draw(scores)) for slug in ("bike-lanes", "panchine"))) for login in ("a", "b", "c")
    ]
    times = data.draw(st.integers(1, 9))
    criteria = tuple(Criterion(id=c.id, title=c.title, weight=c.weight * times) for c in CHALLENGE.criteria)
    challenges = {CHALLENGE.slug: replace(CHALLENGE, criteria=criteria)}
    turned = replace(judged_by(*data.draw(st.permutations(reviews))), challenges=challenges)
    found = panels(judged_by(*reviews))
    assert panels(turned) == found
    for one in found[CHALLENGE.slug].judgements if found else ():
        assert 0 <= one.lowest <= one.score <= one.highest <= 10


def test_equal_scores_share_a_rank_and_ideas_elsewhere_have_none() -> None:
    cards = [(slug, {"effect": 4}) for slug in ("bike-lanes", "panchine", "cycle-path", "gone")]
    panel = panels(judged_by(review("zoe", *cards)))[CHALLENGE.slug]
    assert [(one.rank, one.idea) for one in panel.judgements] == [(1, "bike-lanes"), (1, "panchine")]


HOSTILE = "<img src=x onerror=alert(1)> {{ up }} [x](javascript:alert(1)) **bold**"


@pytest.mark.parametrize(
    ("path", "said", "crowd"),
    [
        (
            "",
            ("2 reviewers have scored these ideas", "never blended", "6.5", "5&nbsp;–&nbsp;8", "2.12"),
            "Crowd’s rank",
        ),
        ("it/", ("2 persone hanno valutato queste idee", "non si mescolano mai", "6,5", "2,12"), "Posto nel voto"),
    ],
)
def test_the_page_shows_experts_beside_the_crowd(
    tmp_path: Path, place: Sources, path: str, said: tuple[str, ...], crowd: str
) -> None:
    community = judged_by(
        review("zoe", ("bike-lanes", {"effect": 9, "cost": 6}), said=HOSTILE),
        review("pat", ("bike-lanes", {"effect": 5}), said="Quietly good."),
    )
    shown = replace(
        edition(community),
        panels=panels(community),
        rankings={CHALLENGE.slug: {"top": (Rank(rank=3, idea="bike-lanes", score=0.5, count=5, among=6),)}},
    )
    write(shown, place, tmp_path / "site")
    page = (tmp_path / "site" / path / "challenges/quieter-streets/index.html").read_text()
    section = page[page.index('id="experts"') :]
    text = " ".join(re.sub(r"<[^>]+>", " ", section).replace("\xa0", " ").split())
    for sentence in said:
        assert sentence in text
    assert re.search(rf'<td class="number" data-label="{crowd}">3\s*<', section)
    assert '<circle cx="252" cy="87.8" r="3"/>' in section  # all the supporters there are; 6.5 of 10
    assert "<img" not in section
    assert "javascript:" not in section
    assert "<strong>bold</strong>" in section
    assert "zoe" in section
    assert not re.search(r"\bpat\b", text, re.IGNORECASE)
    assert all(b'"pat"' not in found for name, found in documents(shown) if name.endswith("reviews.json"))


def test_no_plot_where_the_crowd_s_ranks_are_not_shown_yet(tmp_path: Path, place: Sources) -> None:
    community = judged_by(review("zoe", ("bike-lanes", {"effect": 9})))
    shown = replace(edition(community), panels=panels(community), rankings={CHALLENGE.slug: {"top": ()}})
    write(shown, place, tmp_path / "site")
    page = (tmp_path / "site/challenges/quieter-streets/index.html").read_text()
    assert 'id="experts"' in page
    assert "<circle" not in page
    assert "Crowd’s rank" not in page


@pytest.mark.parametrize("rule", ["jury", "blend"])
def test_the_page_says_who_judges_and_how_the_jury_decided(
    tmp_path: Path, place: Sources, rule: Literal["jury", "blend"]
) -> None:
    """In both languages: who the jurors are and what of theirs counts, what decided, and why others did not win."""
    jury = Jury(jurors=("zoe", "abe", "pat"), scores_by=AS_OF, reveal_by=AS_OF + timedelta(days=3), each=1, minimum=1)
    winners = replace(CHALLENGE.winners, rule=rule, count=1, quorum=None, minimum_support=0, seed="7")
    called = replace(CHALLENGE, winners=winners, jury=jury, blend=Blend(crowd=3, experts=2))
    both = ("bike-lanes", "panchine")
    scores = [
        replace(review(login, *((idea, {"effect": 7}) for idea in both)), seal="ab" * 32, salt="cd" * 16)
        for login in ("zoe", "abe")
    ]
    community = replace(judged_by(*scores), challenges={called.slug: called})
    contest = contest_of(community, called.slug, ())
    outcome = decide(contest)
    document = result_document(contest, outcome, outcome, flagged=0, ledger=LEDGER, rules="01" * 32)
    result = Result(challenge=called.slug, path="content/results/quieter-streets.yml", document=document)
    community = replace(community, results={called.slug: result})
    shown = edition(community, panels=panels(community), juries={called.slug: jurors_of(community, called)})
    shown = replace(shown, tally=replace(shown.tally, phases={called.slug: "closed"}))
    write(shown, place, tmp_path / "site")
    score = "7 of 10" if rule == "jury" else "0.28 of 1, the jury 7 of 10"
    punti = "7 su 10" if rule == "jury" else "0,28 su 1, la giuria 7 su 10"
    for path, sentences in (
        ("", ("zoe shown, and counted", "pat nothing sealed", "Each juror judges 1 idea, drawn by lot.", score,
              "What the jury says decides here who wins")),
        ("it/", ("zoe mostrati e contati", "pat nulla di sigillato", "Ogni giurato valuta 1 idea", punti,
                 "Qui il parere della giuria decide chi vince")),
    ):  # fmt: skip
        page = (tmp_path / "site" / path / "challenges/quieter-streets/index.html").read_text("utf-8")
        text = " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="result"') :]).replace("\xa0", " ").split())
        for sentence in sentences:
            assert sentence in text
    said = dict(documents(shown))
    for name in ("reviews", "challenges", "results", "rules"):
        assert not complaints(f"api-{name}.schema.json", json.loads(said[f"api/v1/{name}.json"]))
    found = json.loads(said["api/v1/reviews.json"])
    assert [one["juror"] for one in found["reviews"][0]["jury"]] == ["abe", "pat", "zoe"]
