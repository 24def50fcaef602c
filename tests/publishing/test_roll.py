"""The roll of contributors: who did what, from A to Z; support by one's own word alone; nobody against their will."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from editions import CHALLENGE, COMMUNITY, PEOPLE, edition, sources, write
from ideario.model.community import Community
from ideario.model.content import Decision, Person, Review, StatusChange
from ideario.publishing.api.documents import documents
from ideario.publishing.views.people.people_views import PER_PAGE
from ideario.publishing.views.people.roll import award_views, contributors, own_entry, roll_entry

pytestmark = pytest.mark.slow


def with_people(*people: Person) -> Community:
    review = Review(challenge=CHALLENGE.slug, login="Zoe", path=f"content/reviews/{CHALLENGE.slug}/Zoe.yml")
    return replace(COMMUNITY, people={p.login: p for p in sorted(people, key=lambda p: p.login)}, reviews=(review,))


OCTOCAT, MONA, SAM = PEOPLE
SUPPORTER = replace(SAM, supports=("panchine", "bike-lanes"))


def test_everybody_is_named_by_what_they_did_in_alphabetical_order() -> None:
    whole = edition(with_people(OCTOCAT, replace(MONA, credit="name"), SUPPORTER))
    roll = [roll_entry(whole, one) for one in contributors(whole)]
    assert [(one.name, one.page) for one in roll] == [
        ("Ada Rossi", True), ("Mona Quiet", True), ("sam", True), ("Zoe", False)
    ]  # fmt: skip
    assert [{part.part: part.count for part in entry.parts} for entry in roll] == [
        {"author": 1},
        {"author": 1, "coauthored": 1},
        {"supports": 2},
        {},
    ]
    assert [{part: sorted(slugs) for part, slugs in one.ideas.items()} for one in contributors(whole)] == [
        {"author": ["bike-lanes"]},
        {"author": ["cycle-path"], "coauthored": ["bike-lanes"]},
        {"supports": ["bike-lanes", "panchine"]},
        {},
    ]
    assert [challenge.slug for challenge in roll[3].reviewed] == [CHALLENGE.slug]


def test_who_opts_out_is_gone_from_the_next_build(tmp_path: Path) -> None:
    quiet = [replace(person, credit="none") for person in (OCTOCAT, MONA, SUPPORTER)]
    named = [(one.name, bool(one.ideas or one.reviewed)) for one in contributors(edition(with_people(*quiet)))]
    assert named == [("mona", False), ("octocat", False), ("sam", False), ("Zoe", True)], "their pages stay"
    whole = edition(with_people(replace(SUPPORTER, credit="none")))
    place = sources(tmp_path / "cache", tmp_path / "root")
    write(whole, place, tmp_path / "site")
    page = (tmp_path / "site/people/index.html").read_text()
    assert "Octocat" in page
    assert "panchine" not in page
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
    assert "(First prize)" in roll
    assert "&lt;b&gt;Ada" in roll
    assert "<b>" not in roll
    people = json.loads(dict(documents(whole))["api/v1/people.json"])["people"]
    assert [person["awards"] for person in people] == [[], [{"idea": "bike-lanes", "title": "First prize"}]]


def test_people_stand_in_pages_by_letters_each_with_the_way_to_their_account(tmp_path: Path) -> None:
    crowd = tuple(
        replace(MONA, login=f"x{n:03}", name=f"{'ÉÀBz9'[n % 5]}lse {n:03}", credit="name")
        for n in range(2 * PER_PAGE + 30)
    )
    first = next(iter(COMMUNITY.ideas.values()))
    ideas = {**COMMUNITY.ideas, **{slug: replace(first, slug=slug) for slug in ("alike", "again")}}
    supporter = replace(SAM, name="Ø Last", credit="name", supports=tuple(ideas))
    whole = edition(replace(with_people(OCTOCAT, supporter, *crowd), ideas=ideas))
    write(whole, sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    pages = [tmp_path / "site" / "people" / name / "index.html" for name in ("", "page/2", "page/3")]
    assert not (tmp_path / "site/people/page/4").exists()
    texts = [page.read_text() for page in pages]
    shown = [re.findall(r'<h3 dir="auto"><a href="[./]*people/(\w+)/">', text) for text in texts]
    everybody = [one.login for one in contributors(whole) if one.login in whole.community.people]
    assert [login for page in shown for login in page] == everybody
    assert max(map(len, shown)) == PER_PAGE
    for text, page in zip(texts, pages, strict=True):
        for href in re.findall(r'<nav class="letters".*?</nav>', text)[0].split('href="')[1:]:
            place, _, anchor = href.split('"')[0].partition("#")
            assert f'id="{anchor}"' in (page.parent / place / "index.html").read_text(), href
    assert "https://github.com/x001" in "".join(texts)
    own = (tmp_path / "site/people/sam/index.html").read_text()
    assert all(f"ideas/{slug}/" in own for slug in supporter.supports), "a person's own page shows all of it"
    (listed,) = [text for text in texts if ">Ø Last<" in text]
    entry = listed.partition(">Ø Last<")[2].partition("</dl>")[0]
    assert f"and {len(ideas) - 3} more" in entry, "the others stand on the person's own page"
    assert "First prize" in entry, "an award is told here, too"
    assert entry.count("ideas/") == 3


def test_a_person_s_own_page_names_each_idea_once_and_who_has_none_is_listed_with_some_of_theirs(
    tmp_path: Path,
) -> None:
    first = next(iter(COMMUNITY.ideas.values()))
    more = {f"more-{n}": replace(first, slug=f"more-{n}", authors=("guest", "octocat")) for n in range(5)}
    whole = edition(replace(with_people(OCTOCAT, MONA), ideas={**COMMUNITY.ideas, **more}))
    known = {one.login: one for one in contributors(whole)}
    assert own_entry(whole, known["octocat"]).parts == []
    (guest,) = roll_entry(whole, known["guest"]).parts
    assert ([one.idea.slug for one in guest.ideas], guest.count) == (["more-0", "more-1", "more-2"], 5)
    write(whole, sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    own = (tmp_path / "site/people/octocat/index.html").read_text()
    assert [own.count(f'ideas/{slug}/"') for slug in more] == [1] * 5
    assert "and 2 more" in (tmp_path / "site/people/index.html").read_text()


def _done(slug: str) -> Decision:
    return Decision(
        idea=slug, path=f"content/decisions/{slug}.yml", history=(StatusChange(date="2026-02-01", status="done"),)
    )


def test_skills_are_matched_both_ways_however_they_are_written(tmp_path: Path) -> None:
    ideas = dict(COMMUNITY.ideas)
    slug = next(slug for slug in ideas if COMMUNITY.status(slug).kind == "open")
    ideas[slug] = replace(ideas[slug], needs=("Accessibility  tésting", "<b>Welding</b>"))
    people = (replace(OCTOCAT, skills=("accessibility testing", "juggling")), MONA)
    whole = edition(replace(with_people(*people), ideas=ideas))
    assert [(one.name, len(one.ideas), len(one.people)) for one in whole.skills.values()] == [
        ("Accessibility  tésting", 1, 1), ("<b>Welding</b>", 1, 0), ("juggling", 0, 1)
    ]  # fmt: skip
    write(whole, sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    skills = (tmp_path / "site/skills/index.html").read_text()
    assert "&lt;b&gt;Welding" in skills
    (anchor,) = re.findall(r'<li id="(skill-accessibility-testing)">', skills)
    assert (
        f'href="../../skills/#{anchor}">accessibility testing</a>'
        in (tmp_path / "site/people/octocat/index.html").read_text()
    )
    person = (tmp_path / "site/people/octocat/index.html").read_text()
    idea = (tmp_path / f"site/ideas/{slug}/index.html").read_text()
    assert f'href="../../skills/#{anchor}">Accessibility' in idea
    assert '<li lang="" dir="auto">juggling' in person, "nobody seeks it, so it leads nowhere"
    done = replace(whole.community, decisions={**COMMUNITY.decisions, slug: _done(slug)})
    assert [name for name, one in edition(done).skills.items() if one.ideas and slug in str(one.ideas)] == []
