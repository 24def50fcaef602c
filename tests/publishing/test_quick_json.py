"""What the quick library refuses is written all the same: it must not be what ends a build."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from ideario.publishing.outputs.digests import digest_of
from ideario.publishing.outputs.quick_json import json_bytes, note_bytes, noted

HUGE = 10**30
ODD = "name-\udcff.yml"  # as Python reads the name of a file that is no UTF-8


class Look(NamedTuple):
    """A tuple with names."""

    size: int
    changed: int


@dataclass
class Shown:
    """A view."""

    count: int
    day: datetime
    name: str = ""


@pytest.mark.parametrize("value", [{"count": HUGE}, {ODD: 1}, {"a": [ODD, -HUGE]}, {"a": 1.5, "b": None, "c": "é"}])
def test_a_document_says_any_number_and_any_name(value: dict[str, object]) -> None:
    assert json.loads(json_bytes(value)) == value


def test_what_has_no_form_is_refused_with_and_without_a_huge_number() -> None:
    for value in (object(), {"a": [object()]}, {"huge": HUGE, "a": object()}):
        with pytest.raises(TypeError):
            json_bytes(value)
        with pytest.raises(TypeError):
            digest_of(value)


@pytest.mark.parametrize("name", ["a", ODD])
def test_a_note_is_read_as_it_was_written_but_for_names_in_tuples(name: str) -> None:
    assert noted(note_bytes({name: Look(1, 2**62), "b": Look(2, 3)})) == {name: [1, 2**62], "b": [2, 3]}


def test_digests_tell_huge_numbers_apart() -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2)]
    shown = [Shown(count, day, name) for count in (1, HUGE, HUGE + 1) for day in days for name in ("a", ODD)]
    assert len({digest_of(one) for one in shown}) == len(shown)
