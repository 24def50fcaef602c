"""A field of an idea is followed from its schema to every place that shows it: none forgets one without saying why."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest
from editions import COMMUNITY, RESOURCES, edition
from ideario.intake.content_files import ContentFile
from ideario.intake.records import idea_of
from ideario.model.content import Idea, PictureFile
from ideario.publishing.api.idea_document import IDEA_COLUMNS, idea_document, idea_row
from ideario.publishing.edition import Edition
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.idea_views import IdeaPage, idea_view

PROPERTIES: Mapping[str, Any] = json.loads((RESOURCES.schemas / "idea.schema.json").read_bytes())["properties"]
FILE = ContentFile(
    path="content/ideas/whole.yml", file="whole.yml", kind="idea", name="whole", parent="ideas", form="file"
)
SHOWN = PictureFile(
    path=PROPERTIES["picture"]["examples"][0]["file"], place="", type="jpeg", width=1, height=1, size=1, digest="0" * 64
)
TEMPLATES = Templates([RESOURCES.shell / "templates"], [RESOURCES.shell / "words"], ("en",))
LONG = "a table is no place for what takes many lines"
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "model": {"consent": "is true in every file that is read, or the file is wrong"},
    "JSON": {"consent": "is true of all that is published"},
    "CSV": {
        "consent": "is true of all that is published",
        "body": LONG,
        "links": LONG,
        "picture": "has its address in the JSON, with what it shows",
        "needs": LONG,
        "source": "is the same for all of one import",
        "source_date": "is what the source says, and stands with its text in the JSON",
    },
    "page": {"consent": "is true of all that is published"},
}
"""Per place the properties that it does not tell, and why."""


def counted(idea: Idea) -> Edition:
    pictures = {SHOWN.path: SHOWN}
    return edition(replace(COMMUNITY, ideas={**COMMUNITY.ideas, idea.slug: idea}, pictures=pictures))


def page(idea: Idea) -> str:
    return str(TEMPLATES.part(IdeaPage(idea=idea_view(counted(idea), idea, "en", None)), "en", "../../"))


def document(idea: Idea) -> Mapping[str, object]:
    return idea_document(counted(idea), idea)


def row(idea: Idea) -> tuple[object, ...]:
    return idea_row(counted(idea), idea, idea_document(counted(idea), idea))


PLACES: Mapping[str, Callable[[Idea], object]] = {"model": asdict, "JSON": document, "CSV": row, "page": page}
"""What each place makes of an idea."""


def read(content: Mapping[str, Any]) -> Idea:
    return idea_of(FILE, content, None)


def example(name: str) -> Any:
    return PROPERTIES[name]["examples"][0]


def untold(place: str) -> set[str]:
    """The properties that make no difference in a place."""
    whole = {name: example(name) for name in PROPERTIES}
    other = {"title": "Another", "language": "it"}
    made = PLACES[place](read(whole))
    found = set()
    for name in PROPERTIES:
        without = {key: value for key, value in whole.items() if key != name or key in other}
        if PLACES[place](read(without | {key: other[key] for key in other if key == name})) == made:
            found.add(name)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_each_property_of_an_idea_makes_a_difference_everywhere_or_is_left_out_for_a_reason(place: str) -> None:
    assert untold(place) == set(LEFT_OUT[place]), f"{place} has to tell it, or LEFT_OUT has to say why not"


def test_properties_are_called_alike_everywhere() -> None:
    named = {name for name in PROPERTIES if name not in LEFT_OUT["JSON"]}
    assert named <= set(document(read({name: example(name) for name in PROPERTIES})))
    columns = {column.partition("_amount")[0] for column in IDEA_COLUMNS}
    assert {name for name in PROPERTIES if name not in LEFT_OUT["CSV"]} <= columns
