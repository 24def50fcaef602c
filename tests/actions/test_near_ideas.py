"""What is near an idea is said where people look: in a check, in a comment, after `new`, and to maintainers."""

import json

import pytest
from communities import IDEA, commit, put, riverton
from ideario.similarity import nearest

LANES = {**IDEA, "title": "Cycle lanes along the river", "summary": "A cycle path from the school to the station."}
CHESS = {**IDEA, "title": "Chess boards", "summary": "Stone tables below the chestnuts of the old garden."}


@pytest.fixture(autouse=True)
def _without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "installed", lambda: False)


@pytest.fixture
def town(tmp_path):
    """A community with a new idea that is near one that was there, and one that is near nothing."""
    riverton(tmp_path)
    commit(tmp_path)
    put(tmp_path, "ideas/cycle-lanes", LANES)
    put(tmp_path, "ideas/chess", CHESS)
    return tmp_path


def test_a_check_of_a_change_names_in_one_line_what_is_near_a_new_idea(town, ideario) -> None:
    said = ideario("check", "--new-since", "HEAD", cwd=town).stdout
    [line] = [line for line in said.splitlines() if "is it here already?" in line]
    assert line.startswith("content/ideas/cycle-lanes.yml: ")
    assert "`bike-lanes` (" in line
    assert "chess" not in said
    assert "is it here already?" not in ideario("check", cwd=town).stdout


def test_a_comment_links_to_what_is_near_and_nothing_in_a_title_is_live(town, ideario) -> None:
    put(town, "ideas/bike-lanes", {**IDEA, "title": "Bike lanes [x](https://evil.example) @octocat by the river"})
    said = ideario("check", "--new-since", "HEAD", "--format", "markdown", cwd=town).stdout
    link = "- [`Bike lanes [x](https://evil.example) @octocat by the river`](https://riverton.github.io/ideas/ideas/bike-lanes/)"
    assert "**Is it here already?**" in said
    assert link in said
    assert (
        "**C’è già?**"
        in ideario("check", "--new-since", "HEAD", "--format", "markdown", "--messages", "it", cwd=town).stdout
    )


def test_programs_read_only_problems(town, ideario) -> None:
    for form in ("json", "github", "sarif"):
        assert "already?" not in ideario("check", "--new-since", "HEAD", "--format", form, cwd=town).stdout


def test_a_new_idea_is_told_what_is_near_it(town, ideario) -> None:
    values = ("--title", "A cycle path on the river", "--summary", "From the school to the station by bicycle.")
    given = (*values, "--body", "Long wished for.", "--author", "octocat", "--consent")
    said = ideario("new", "idea", *given, cwd=town).stdout
    assert "is it here already? Near to it: `" in said
    assert "`cycle-lanes`" in said


def test_maintainers_get_each_pair_once_and_none_that_is_declared(town, ideario) -> None:
    said = ideario("report", "similar", cwd=town).stdout
    assert "bike-lanes (en): Bike lanes by the river" in said
    assert "near each other" in said
    pairs = json.loads(ideario("report", "similar", "--format", "json", cwd=town).stdout)["pairs"]
    assert ["bike-lanes", "cycle-lanes"] in [pair["ideas"] for pair in pairs]
    assert len({(*pair["ideas"],) for pair in pairs}) == len(pairs)
    history = [{"date": "2026-01-12", "status": "duplicate"}]
    put(town, "decisions/cycle-lanes", {"history": history, "duplicate_of": "bike-lanes"})
    assert "cycle-lanes" not in ideario("report", "similar", cwd=town).stdout


def test_a_site_shows_similar_ideas_with_their_votes_and_no_others(town, ideario) -> None:
    commit(town)
    assert ideario("build", cwd=town).exit_code == 0
    site = town / "build" / "site"
    page = (site / "ideas" / "cycle-lanes" / "index.html").read_text("utf-8")
    assert '<h2>Similar ideas</h2><ul class="similar"><li><a href="../../ideas/' in page
    assert page.count('<a href="../../ideas/bike-lanes/"') == 1
    assert "Similar ideas" not in (site / "ideas" / "chess" / "index.html").read_text("utf-8")
    ideas = json.loads((site / "api" / "v1" / "ideas.json").read_text("utf-8"))["ideas"]
    similar = {idea["slug"]: [one["idea"] for one in idea["similar"]] for idea in ideas}
    assert similar["chess"] == []
    assert "bike-lanes" in similar["cycle-lanes"]
    assert "/similar/index.json" not in page
    index = json.loads((site / "similar" / "index.json").read_text("utf-8"))
    assert index["languages"]["en"]["ideas"] == len(ideas)
