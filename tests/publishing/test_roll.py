"""The roll of contributors: who did what, from A to Z; support by one's own word alone; nobody against their will."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from editions import CHALLENGE, COMMUNITY, PEOPLE, edition, sources, write
from ideario.model.community import Community
from ideario.model.content import Person, Review
from ideario.publishing.api.documents import documents
from ideario.publishing.views.roll import award_views, roll_entries

pytestmark = pytest.mark.slow


def with_people(*people: Person) -> Community:
    review = Review(challenge=CHALLENGE.slug, login="Zoe", path=f"content/reviews/{CHALLENGE.slug}/Zoe.yml")
    return replace(COMMUNITY, people={p.login: p for p in sorted(people, key=lambda p: p.login)}, reviews=(review,))


OCTOCAT, MONA, SAM = PEOPLE
SUPPORTER = replace(SAM, supports=("panchine", "bike-lanes"))


def test_everybody_is_named_by_what_they_did_in_alphabetical_order() -> None:
    roll = roll_entries(edition(with_people(OCTOCAT, replace(MONA, credit="name"), SUPPORTER)))
    assert [(one.name, one.page) for one in roll] == [
        ("Ada Rossi", True), ("Mona Quiet", True), ("sam", True), ("Zoe", False)
    ]  # fmt: skip
    parts = [{part: [one.idea.slug for one in ideas] for part, ideas in entry.parts} for entry in roll]
    assert parts == [
        {"author": ["bike-lanes"]},
        {"author": ["cycle-path"], "coauthored": ["bike-lanes"]},
        {"supports": ["bike-lanes", "panchine"]},
        {},
    ]
    assert [challenge.slug for challenge in roll[3].reviewed] == [CHALLENGE.slug]


def test_who_opts_out_is_gone_from_the_next_build(tmp_path: Path) -> None:
    quiet = [replace(person, credit="none") for person in (OCTOCAT, MONA, SUPPORTER)]
    assert [one.name for one in roll_entries(edition(with_people(*quiet)))] == ["Zoe"]
    whole = edition(with_people(replace(SUPPORTER, credit="none")))
    place = sources(tmp_path / "cache", tmp_path / "root")
    write(whole, place, tmp_path / "site")
    page = (tmp_path / "site/people/index.html").read_text()
    assert "Octocat" in page[page.index('id="roll"') :]
    assert "panchine" not in page[page.index('id="roll"') :]
    people = json.loads(dict(documents(whole))["api/v1/people.json"])["people"]
    assert people[0]["supports"] == []


def test_awards_stand_on_the_person_s_page_and_on_the_roll(tmp_path: Path) -> None:
    whole = edition(with_people(replace(OCTOCAT, name="<b>Ada</b>"), MONA))
    assert [(one.idea.slug, one.award) for one in award_views(whole, "OCTOCAT")] == [("bike-lanes", "First prize")]
    assert award_views(whole, "mona") == []  # not credited, hence not awarded in public
    write(whole, sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    person = (tmp_path / "site/people/octocat/index.html").read_text()
    assert re.search(r"<strong[^>]*>First prize</strong> <a href=\"[^\"]*ideas/bike-lanes/\"", person)
    roll = (tmp_path / "site/it/people/index.html").read_text()
    assert "Albo di chi ha contribuito" in roll
    assert "(First prize)" in roll
    assert "&lt;b&gt;Ada" in roll
    assert "<b>" not in roll
    people = json.loads(dict(documents(whole))["api/v1/people.json"])["people"]
    assert [person["awards"] for person in people] == [[], [{"idea": "bike-lanes", "title": "First prize"}]]
