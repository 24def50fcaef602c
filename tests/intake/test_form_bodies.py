"""Issues as people fill the form for ideas in: each is a valid file, or is told what to mend, or is left alone.

`form_bodies/` holds what came, byte for byte, and beside it what is expected, written by hand: the values of the idea;
or what is `missing` and at which `places` of the file an error is; or that it is no `form`. Every title is the issue's.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import CHALLENGE, NOW, put, riverton
from ideario.actions.proposals.idea_file import free_path, idea_file, names_taken
from ideario.forge.issue_forms import FIELD_IDS
from ideario.intake.forms.form_body import read_form
from ideario.intake.forms.form_values import values_of
from ideario.intake.read_community import read_community
from ideario.intake.yaml.strict import parse
from ideario.model.community import Community
from ideario.resources import tool_resources

BODIES = sorted(Path(__file__).with_name("form_bodies").glob("*.md"))
RESOURCES = tool_resources()
WARM = {
    **CHALLENGE,
    "title": "Warm schools",
    "submission": {"opens": "2026-11-01", "closes": "2026-12-31"},
    "voting": {"opens": "2027-01-01", "closes": "2027-01-31"},
    "budget": "5000 EUR",
    "winners": {"rule": "greedy", "seed": "x"},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    tags = {"mobility": {"en": "Mobility", "it": "Mobilità"}, "parks": {"en": "Parks", "it": "Parchi"}}
    root = riverton(tmp_path_factory.mktemp("forms"), tags=tags)
    put(root, "challenges/warm-schools", WARM)
    return root


@pytest.fixture(scope="module")
def town(place) -> Community:
    found = read_community(place, resources=RESOURCES).community
    assert found is not None
    return found


def test_there_are_as_many_as_were_promised() -> None:
    assert len(BODIES) >= 60
    assert {file.stem for file in BODIES} == {file.stem for file in BODIES[0].parent.glob("*.json")}


@pytest.mark.parametrize("file", BODIES, ids=lambda file: file.stem)
def test_what_people_write_is_an_idea_or_is_told_what_to_mend(file, place, town) -> None:
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    title = expected["title"]
    form = read_form(file.read_bytes().decode())
    if expected.get("form") is False:
        assert form is None
        return
    assert form is not None
    values = values_of(title, form, author="ada", settings=town.settings, challenges=town.challenges)
    path = free_path(title, otherwise="idea-7", taken=names_taken(place, town))
    found = idea_file(
        place, path, values, community=town, arrived=datetime(2026, 11, 20, tzinfo=UTC), resources=RESOURCES, now=NOW
    )
    errors = [problem for problem in found.problems if problem.level == "error"]
    if "idea" in expected:
        assert errors == []
        assert parse(found.content, None) == {**expected["idea"], "consent": "true"}
        return
    missing = [key for key in ("title", "summary", "body", "consent") if not values.get(key)]
    assert missing == expected["missing"]
    told = sorted({problem.pointer for problem in errors if problem.rule != "missing-key"})
    assert [place for place in told if place.strip("/") not in missing] == expected["places"]
    assert missing or expected["places"]


def test_a_name_that_is_taken_gets_a_number_and_every_title_has_one() -> None:
    taken = {"bike-lanes", "bike-lanes-2", "idea-7"}
    assert free_path("Bike lanes!", otherwise="idea-7", taken=taken) == "content/ideas/bike-lanes-3.yml"
    assert free_path("— —", otherwise="idea-8", taken=taken) == "content/ideas/idea-8.yml"
    assert free_path("../../etc/passwd", otherwise="idea-8", taken=()) == "content/ideas/etc-passwd.yml"
    assert free_path("con", otherwise="idea-8", taken=()) == "content/ideas/con-1.yml"
    assert len(free_path("word " * 100, otherwise="idea-8", taken=())) <= len("content/ideas/.yml") + 80


def test_no_field_has_a_name_that_means_something_else_in_an_address() -> None:
    """As the pages that the forge documents for its own addresses say."""
    reserved = {"title", "body", "labels", "milestone", "assignees", "projects", "template"}
    assert not reserved & set(FIELD_IDS.values())
    assert len(set(FIELD_IDS.values())) == len(FIELD_IDS)
