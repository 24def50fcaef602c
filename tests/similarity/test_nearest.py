"""Which ideas are told to be similar: always the same ones, whatever is in the texts and however many there are."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from ideario.model.content import Idea
from ideario.model.likeness.similar_ideas import Similar
from ideario.similarity import nearest
from ideario.similarity.nearest import MOST, among, nearest_to
from ideario.similarity.word_pieces import pieces_of, words_of
from ideario.similarity.wording import Wording
from labelled_ideas import FITTED, TESTED, known, others, pairs


@pytest.fixture(autouse=True)
def _without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "installed", lambda: False)


def everything() -> list[Idea]:
    """All that is labelled, as one community."""

    def proposals() -> Iterator[Idea]:
        for half in (FITTED, TESTED):
            yield from (pair.proposal for pair in pairs(half))
            for kind in ("new", "near"):
                yield from others(half, kind)

    return [*known(), *(dataclasses.replace(idea, slug=f"idea-{n}") for n, idea in enumerate(proposals()))]


def test_what_a_build_finds_is_what_one_idea_compared_with_all_others_finds() -> None:
    ideas = everything()
    built = among(ideas).nearest
    alone = nearest_to({idea.slug for idea in ideas}, ideas)
    wanted = {(slug, near) for slug, found in alone.items() for near in found}
    found = {(slug, near) for slug, near_ones in built.items() for near in near_ones}
    assert len(wanted & found) >= 0.95 * len(wanted)
    assert len(found - wanted) <= 0.05 * len(found)  # those that moved up where another one was not looked at


def test_no_idea_is_like_itself_and_three_at_most_are_told_the_likest_first() -> None:
    for slug, found in among(everything()).nearest.items():
        assert 1 <= len(found) <= MOST
        assert slug not in {near.slug for near in found}
        assert [near.score for near in found] == sorted((near.score for near in found), reverse=True)
        assert all(nearest.BY_WORDING <= near.score <= 100 for near in found)


def test_the_order_in_which_ideas_come_makes_no_difference() -> None:
    ideas = everything()
    assert among(ideas) == among(ideas)
    backwards = among(ideas[::-1]).nearest
    scores = {slug: [near.score for near in found] for slug, found in among(ideas).nearest.items()}
    assert sum(
        [near.score for near in backwards.get(slug, ())] == found for slug, found in scores.items()
    ) >= 0.95 * len(scores)


def test_the_same_words_in_another_order_case_and_with_other_accents_are_the_same() -> None:
    ideas = [
        Idea(slug="one", path="", language="fr", title="Une piste cyclable au lycée", summary=""),
        Idea(slug="two", path="", language="fr", title="PISTE  CYCLABLE, au lycee!", summary="une"),
        Idea(slug="three", path="", language="fr", title="Des bancs pour les aînés", summary=""),
    ]
    assert among(ideas).nearest == {"one": (Similar("two", 100),), "two": (Similar("one", 100),)}


def test_nobody_and_one_idea_and_ideas_without_a_word_are_like_nothing() -> None:
    empty = Idea(slug="empty", path="", language="en", title="!", summary="")
    assert among([]).nearest == among([empty]).nearest == among([empty, empty]).nearest == {}
    assert nearest_to(["empty"], [empty]) == {"empty": ()}


@given(st.lists(st.text(max_size=60) | st.sampled_from(HOSTILE), max_size=12))
def test_any_texts_can_be_compared(texts: list[str]) -> None:
    ideas = [Idea(slug=f"i{n}", path="", language="en", title=text, summary=text[::-1]) for n, text in enumerate(texts)]
    assert among(ideas).nearest.keys() <= {idea.slug for idea in ideas}
    nearest_to(["i0"], ideas)
    assert len(words_of(texts)) == len(texts)


def test_chinese_and_japanese_words_are_cut_into_twos() -> None:
    assert words_of(["図書館を日曜日に開ける 2027"]) == [["図書館を日曜日に開ける", "2027"]]
    assert pieces_of("図書館") == {"図書", "書館"}
    assert pieces_of("bici") == {" bic", "bici", "ici "}


def test_of_many_ideas_on_one_topic_those_with_the_same_words_are_found() -> None:
    words = [f"{n:03}word" for n in range(200)]
    draw = np.random.default_rng(15)
    texts = [" ".join(draw.choice(words, 12, replace=False)) for _ in range(2000)]  # each word in 120 of them
    texts[1234] = texts[77]
    ideas = [
        Idea(slug=f"i{n}", path="", language="en", title=f"Bike lane {text}", summary="")
        for n, text in enumerate(texts)
    ]
    assert among(ideas).nearest["i77"][0] == Similar("i1234", 100)
    assert Wording(texts).count == 2000
