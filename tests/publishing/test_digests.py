"""A digest names what a page shows: whatever differs in it, and whatever a field holds that it does not say."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from ideario.publishing.outputs.digests import digest_of
from ideario.publishing.views.template_view import view
from markupsafe import Markup


@view
class Inner:
    """A part of a view."""

    label: str
    day: date | None


@view
class Outer:
    """A view with a field of each kind."""

    title: str
    count: int | None
    facts: Mapping[str, int]
    words: Sequence[str]
    inner: Sequence[Inner]
    told: object


def outer(**changes: object) -> Outer:
    usual = {
        "title": "A",
        "count": 1,
        "facts": {"all": 2, "rest": 1},
        "words": ["a", "b"],
        "inner": [Inner(label="L", day=date(2026, 1, 1))],
        "told": "x",
    }
    return Outer(**(usual | changes))  # type: ignore[arg-type]  # what differs is of any type


DIFFERENT: list[dict[str, object]] = [
    {},
    {"title": "B"},
    {"count": None},
    {"count": 1.5},
    {"facts": {"rest": 1, "all": 2}},
    {"facts": {"all": 2}},
    {"words": ["a"]},
    {"words": ["ab"]},
    {"words": [], "title": "Aab"},
    {"inner": []},
    {"inner": [Inner(label="L", day=None)]},
    {"inner": [Inner(label="M", day=date(2026, 1, 1))]},
    {"inner": [Inner(label="L", day=date(2026, 1, 2))]},
    {"told": ("x",)},
    {"title": Markup("<b>")},
    {"title": Markup("<i>")},
    {"title": Inner(label="A", day=None)},
    {"words": frozenset({"a", "b"})},
    {"told": Decimal("1.0")},
    {"told": Decimal("1.00")},
    {"told": MappingProxyType({"title": "x"})},
    {"told": b"x".hex()},
]


def test_whatever_differs_has_another_digest_even_where_a_field_holds_what_it_does_not_say() -> None:
    found = [digest_of("page", outer(**changes)) for changes in DIFFERENT]
    assert len(set(found)) == len(DIFFERENT)
    assert found == [digest_of("page", outer(**changes)) for changes in DIFFERENT]


@pytest.mark.parametrize("field", ["title", "told", "words"])
def test_what_is_no_plain_value_is_refused_wherever_it_is_held(field: str) -> None:
    with pytest.raises(TypeError) as caught:
        digest_of(outer(**{field: object()}))
    assert "is no plain value" in str(caught.value.__cause__)
