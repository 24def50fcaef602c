"""What is said keeps what it was made of, and passes through everything that moves and compares it."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.messages import catalogue
from ideario.messages.said import NOTHING, Said, as_is, in_language, joined, parts_of, said_of, say, several

ITALIAN = catalogue.Catalogue(
    sentences={
        "`{key}` is missing": ("manca `{key}`",),
        "{a} and {b}": ("{b} e {a}",),
        "{count} idea": ("{count} idea", "{count} idee"),
        "the file": ("il file",),
    },
    form_of=lambda number: int(number != 1),
)


@pytest.fixture(autouse=True)
def _a_small_catalogue(monkeypatch) -> None:
    monkeypatch.setattr(catalogue, "catalogue_of", {"it": ITALIAN}.get)


def test_what_is_said_is_english_text() -> None:
    assert say("`{key}` is missing", key="title") == "`title` is missing"
    assert several("{count} idea", "{count} ideas", 1) == "1 idea"
    assert several("{count} idea", "{count} ideas", 0) == "0 ideas"
    assert not NOTHING
    assert sorted([say("b"), say("a")]) == ["a", "b"]


def test_it_is_said_in_another_language_with_what_is_in_it() -> None:
    inner = say("{a} and {b}", a=say("the file"), b="x")
    assert inner.in_language("it") == "x e il file"
    assert say("`{key}` is missing", key=inner).in_language("it") == "manca `x e il file`"
    assert several("{count} idea", "{count} ideas", 3).in_language("it") == "3 idee"
    assert several("{count} idea", "{count} ideas", 1).in_language("it") == "1 idea"
    assert joined([say("the file"), "", as_is("x")], "\n").in_language("it") == "il file\nx"


def test_what_has_no_translation_is_said_in_english() -> None:
    assert say("nobody knows {what}", what=say("the file")).in_language("it") == "nobody knows il file"
    assert several("{count} cat", "{count} cats", 2).in_language("it") == "2 cats"
    assert say("the file").in_language("tlh") == "the file"
    assert in_language("a text", "it") == "a text"
    assert type(say("the file").in_language("en")) is str


HOSTILE = st.text() | st.sampled_from(["{key}", "{0}", "{", "%s", "%(key)s", "\\1", "\\g<0>", "\u202eevil", "{{key}}"])


@given(value=HOSTILE, other=HOSTILE)
def test_what_people_wrote_passes_through_unharmed(value: str, other: str) -> None:
    said = say("{a} and {b}", a=value, b=other)
    assert said == f"{value} and {other}"
    assert said.in_language("it") == f"{other} e {value}"
    assert as_is(value) == as_is(value).in_language("it") == value


def test_it_is_moved_and_kept_whole() -> None:
    said = several("{count} idea", "{count} ideas", 3)
    kept = json.dumps(parts_of(joined([said, as_is("{x}")])))
    assert said_of(json.loads(kept)).in_language("it") == "3 idee {x}"
    for again in (pickle.loads(pickle.dumps(said)), copy.deepcopy(said), copy.copy(said)):
        assert isinstance(again, Said)
        assert again == said
        assert again.in_language("it") == "3 idee"
    assert json.dumps([said]) == '["3 ideas"]'
    assert {said} == {"3 ideas"}


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        say("the file").template = "another"
