"""Votes that were given before the text of an idea changed are shown apart, or are void where the community says so."""

import json
import shutil
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pytest
from communities import CHALLENGE, IDEA, NOW, commit, git, put, riverton
from ideario.actions.build import build
from ideario.actions.tally import count
from ideario.actions.winners import decide_challenge
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.history.find_frozen_rules import rules_in_force
from ideario.intake.history.idea_dates import edits_in_votes, material_edits
from ideario.intake.schemas import load_schemas
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.resources import tool_resources

pytestmark = pytest.mark.slow

TOOL = tool_resources()
SLUG, IDEA_SLUG = "quieter-streets", "night-trams"
NIGHT = {**IDEA, "title": "Night trams", "summary": f"{IDEA['summary']} {IDEA_SLUG}", "challenge": SLUG}
"""What riverton() says of it, under whatever name it is written."""
MERGED, EARLY, EDIT, LATE, OVER = (
    f"2026-{day}T12:00:00Z" for day in ("01-05", "02-03", "02-09", "02-20", "03-05")
)  # fmt: skip


@pytest.fixture
def town(tmp_path):
    riverton(tmp_path)
    commit(tmp_path, date=MERGED)
    return tmp_path


def edit(root, date, path=f"ideas/{IDEA_SLUG}", **values):
    put(root, path, {**NIGHT, **values})
    return commit(root, date=date)


def edits(root, **former):
    names = {name: name for name in (IDEA_SLUG, "bike-lanes", "late-trams")} | former
    line = line_of(git_at(root))
    found = material_edits(
        line.git, edits_in_votes(line, rules_in_force(line, resources=TOOL, now=NOW)), names, load_schemas(TOOL.schemas)
    )
    return {slug: [instant(moment) for moment in moments] for slug, moments in found.items()}


def cast(who, kind="+1", at=EARLY, idea=IDEA_SLUG):
    return Event(
        type="cast", thread=f"pull/{len(idea)}", idea=idea, voter=sha256(who.encode()).hexdigest(), kind=kind,
        given=at, seen=at,
    )  # fmt: skip


def voted(root, *events, ideas=(IDEA_SLUG, "bike-lanes")):
    """The folder of a ledger with these votes."""
    threads = [Thread(name=f"pull/{len(idea)}", ideas=(idea,)) for idea in ideas]
    shutil.rmtree(root / "content" / "ledger", ignore_errors=True)
    in_order = sorted(events, key=lambda event: event.seen)
    write_ledger(root / "content" / "ledger", in_order, threads, observed=datetime.fromisoformat(OVER))
    return root / "content" / "ledger"


def standing(root, ledger):
    return count(root, resources=TOOL, ledger=ledger, now=NOW).tally.standings[IDEA_SLUG]


VOTES = [cast("ada"), cast("bo", "-1"), cast("cy", "eyes"), cast("dee", at=LATE), cast("eve", at=EDIT)]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Day trams"},
        {"summary": "Trams at night, but only on Sundays."},
        {"body": "A path along the river!"},
        {"cost": "100 EUR"},
        {"authors": ["octocat", "ada"]},
        {"challenge": None},
    ],
)
def test_any_change_of_words_in_the_vote_is_an_edit(town, values) -> None:
    edit(town, EDIT, **values)
    assert edits(town) == {IDEA_SLUG: [EDIT]}


def test_whitespace_comments_and_moving_the_file_are_no_edit(town) -> None:
    file = town / "content" / "ideas" / f"{IDEA_SLUG}.yml"
    text = file.read_text().replace("A path along the river.", "A path  along\n  the river.")
    file.write_text(f"# A new comment\n\n{text}")
    commit(town, date=EARLY)
    (town / "content" / "ideas" / "transport").mkdir()
    file.rename(file.parent / "transport" / file.name)
    commit(town, date=EDIT)
    assert edits(town) == {}


def test_only_edits_while_voting_is_open_matter(town) -> None:
    edit(town, "2026-01-31T23:59:59Z", title="Before")
    edit(town, "2026-02-01T00:00:00Z", title="In the first second")
    edit(town, "2026-02-28T23:59:59Z", title="In the last second")
    edit(town, "2026-03-01T00:00:00Z", title="After")
    assert edits(town) == {IDEA_SLUG: ["2026-02-01T00:00:00Z", "2026-02-28T23:59:59Z"]}


def test_an_edit_counts_from_when_it_is_merged(town) -> None:
    git(town, "checkout", "-q", "-b", "words")
    edit(town, EARLY, title="Trams at night")
    git(town, "checkout", "-q", "main")
    git(town, "merge", "-q", "--no-ff", "-m", "Merge", "words", date=EDIT)
    assert edits(town) == {IDEA_SLUG: [EDIT]}


@pytest.mark.parametrize("title", ["Night trams", "Trams at any time, and everything else in this file is new as well"])
def test_an_idea_is_followed_through_another_name(town, title) -> None:
    (town / "content" / "ideas" / f"{IDEA_SLUG}.yml").unlink()
    edit(town, EDIT, "ideas/late-trams", title=title, body=title * 40 if title != "Night trams" else IDEA["body"])
    found = edits(town, **{IDEA_SLUG: "late-trams"})
    assert found == ({} if title == "Night trams" else {"late-trams": [EDIT]})


def test_an_idea_that_was_taken_away_and_came_back_otherwise_was_edited(town) -> None:
    file = town / "content" / "ideas" / f"{IDEA_SLUG}.yml"
    text = file.read_text()
    file.unlink()
    commit(town, date=EARLY)
    file.write_text(text)
    commit(town, date=EDIT)
    assert edits(town) == {}
    file.unlink()
    commit(town, date=EDIT)
    edit(town, LATE, title="Other trams")
    assert edits(town) == {IDEA_SLUG: [LATE]}


def test_names_that_only_a_foe_would_choose_hurt_nobody(town) -> None:
    for name in ("\x01", ":100644 a b c M", "1\n2", "é"):
        (town / "content" / "ideas" / f"{name}.yml").write_text("title: x\n")
    commit(town, date=EARLY)
    edit(town, EDIT, title="Day trams")
    assert edits(town) == {IDEA_SLUG: [EDIT]}


# ---- what becomes of the votes


def test_votes_before_the_edit_count_and_are_shown_apart(town) -> None:
    ledger = voted(town, *VOTES)
    assert standing(town, ledger).before_edit == 0
    edit(town, EDIT, title="Day trams")
    found = standing(town, ledger)
    assert (found.support, found.oppose, found.watch, found.before_edit) == (3, 1, 1, 2)
    assert found.raw == found.counted == 5
    [entry] = [
        e for e in count(town, resources=TOOL, ledger=ledger, now=NOW).document["ideas"] if e["idea"] == IDEA_SLUG
    ]
    assert (entry["before_edit"], entry["edited"]) == (2, EDIT)


def test_the_last_edit_counts(town) -> None:
    ledger = voted(town, *VOTES)
    edit(town, EDIT, title="Day trams")
    edit(town, "2026-02-25T12:00:00Z", title="Evening trams")
    assert standing(town, ledger).before_edit == 4


def test_an_edit_after_the_close_changes_no_result_though_another_vote_goes_on(town) -> None:
    put(town, "challenges/next", {**CHALLENGE, "voting": {"opens": "2026-03-01", "closes": "2026-03-31"}})
    commit(town, date=MERGED)
    edit(town, OVER, title="Day trams")
    assert edits(town) == {IDEA_SLUG: [OVER]}
    assert standing(town, voted(town, *VOTES)).before_edit == 0


def test_where_the_community_says_so_they_are_void_until_they_are_given_again(tmp_path) -> None:
    town = riverton(tmp_path, votes_before_edit="void")
    commit(town, date=MERGED)
    edit(town, EDIT, title="Day trams")
    found = standing(town, voted(town, *VOTES))
    assert (found.support, found.oppose, found.watch, found.before_edit) == (2, 0, 1, 0)
    assert dict(found.excluded) == {"R12": 2}
    assert found.raw == found.counted + sum(found.excluded.values())
    again = standing(town, voted(town, *VOTES, cast("ada", "heart", at=LATE)))
    assert (again.support, dict(again.excluded)) == (3, {"R12": 2})


def test_the_setting_does_not_change_in_the_vote(town) -> None:
    edit(town, EDIT, title="Day trams")
    riverton(town, votes_before_edit="void")
    put(town, f"ideas/{IDEA_SLUG}", {**NIGHT, "title": "Day trams"})
    commit(town, date=LATE)
    assert not standing(town, voted(town, *VOTES)).excluded


def test_votes_of_a_duplicate_are_early_by_its_own_text(town) -> None:
    put(town, "ideas/bike-lanes", {**IDEA, "challenge": SLUG})
    merged = {"date": "2026-02-02", "status": "duplicate", "reason": "The same."}
    put(town, "decisions/bike-lanes", {"history": [merged], "duplicate_of": IDEA_SLUG})
    commit(town, date=MERGED)
    put(town, "ideas/bike-lanes", {**IDEA, "challenge": SLUG, "title": "Cycle lanes"})
    commit(town, date=EDIT)
    ledger = voted(town, cast("ada"), cast("bo", idea="bike-lanes"), cast("cy", idea="bike-lanes", at=LATE))
    found = standing(town, ledger)
    assert (found.support, found.before_edit) == (3, 1)


def test_void_votes_win_nothing(tmp_path) -> None:
    town = riverton(tmp_path, votes_before_edit="void")
    put(town, f"challenges/{SLUG}", {**CHALLENGE, "winners": {"rule": "top", "count": 1}})
    put(town, "ideas/bike-lanes", {**IDEA, "challenge": SLUG})
    commit(town, date=MERGED)
    edit(town, EDIT, title="Day trams")
    ledger = voted(town, cast("ada"), cast("bo"), cast("cy", idea="bike-lanes"))
    decided = decide_challenge(town, SLUG, resources=TOOL, ledger=ledger, now=NOW, provisional=True)
    assert [win.idea for win in decided.outcome.wins] == ["bike-lanes"]


def test_the_page_of_an_idea_says_how_many_votes_came_before_its_last_edit(town) -> None:
    ledger = voted(town, *VOTES)
    edit(town, EDIT, title="Day trams")
    output = town / "build"
    build(town, resources=TOOL, ledger=ledger, output=output, now=NOW)
    page = (output / "site" / "ideas" / IDEA_SLUG / "index.html").read_text()
    assert "2 of 4 people voted before the text was last changed. Those votes count." in page
    assert "on 9 February 2026." in page
    ideas = json.loads((output / "site" / "api" / "v1" / "ideas.json").read_text())["ideas"]
    assert {idea["slug"]: idea["votes"]["before_edit"] for idea in ideas} == {"bike-lanes": 0, IDEA_SLUG: 2}
    edit(town, LATE, title="Evening trams")
    assert build(town, resources=TOOL, ledger=ledger, output=output, now=NOW).unchanged is False


# ---- what an edit is: another meaning, not other bytes


def rewritten(root, date, change, slug=IDEA_SLUG):
    file = root / "content" / "ideas" / f"{slug}.yml"
    before = file.read_text()
    after = change(before)
    assert after != before
    file.write_bytes(after.encode())
    return commit(root, date=date)


QUOTED = "title: Night trams"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(QUOTED, 'title: "Night\n\n  # trams"'),
        lambda text: text.replace("body: ", "# see below\rcost: 9 EUR\nbody: "),
        lambda text: text.replace("A path along", "Apath along"),
        lambda text: text.replace("A path", "A casino").replace("\n", "\r"),
    ],
    ids=["a hash in quotes", "a key behind a lone return", "no space", "returns alone"],
)
def test_an_edit_that_hides_among_signs_is_one(town, change) -> None:
    rewritten(town, EDIT, change)
    assert edits(town) == {IDEA_SLUG: [EDIT]}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("title: Night trams", 'title:   "Night trams"  # as before'),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n".join([*reversed(text.splitlines()[1:]), ""]),
    ],
    ids=["quotes", "line ends", "order"],
)
def test_another_way_to_write_the_same_is_no_edit(town, change) -> None:
    rewritten(town, EDIT, change)
    assert edits(town) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Trams.\n\n[1]: <https://example.org> 'And a casino.'", "Trams. [1]: <https://example.org> 'And a casino.'"),
        ("Trams.\n\n[^1]: And a casino.", "Trams. [^1]: And a casino."),
        ("Not wanted:\n\n- trams\n- a casino", "Not wanted:\n\n- trams - a casino"),
        ("1. Trams\n2. Casinos", "1. Trams 2. Casinos"),
        ("- Trams\n  # Casinos", "- Trams\n      # Casinos"),
    ],
    ids=["a link's words", "a footnote", "a list", "numbers", "code"],
)
def test_a_line_end_that_shows_what_was_hidden_is_an_edit(town, before, after) -> None:
    """What Markdown keeps to itself is shown when its line is joined with another one."""
    edit(town, "2026-01-20T12:00:00Z", body=before)
    edit(town, EDIT, body=after)
    assert edits(town) == {IDEA_SLUG: [EDIT]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A path along\nthe river.\n\nAnd trams.", "A path\nalong the river.\n\n\nAnd   trams."),
        ("- Trams\n- Buses", "-   Trams \n-  Buses"),
    ],
    ids=["lines broken elsewhere", "spaces within lines"],
)
def test_white_space_that_readers_do_not_see_is_no_edit(town, before, after) -> None:
    edit(town, "2026-01-20T12:00:00Z", body=before)
    edit(town, EDIT, body=after)
    assert edits(town) == {}


def test_a_file_that_is_renamed_and_rewritten_in_one_commit_takes_no_votes_to_another_text(town) -> None:
    (town / "content" / "ideas" / f"{IDEA_SLUG}.yml").unlink()
    put(town, "ideas/casino", {**NIGHT, "title": "A casino", "body": "Something else altogether.\n" * 9})
    commit(town, date=EDIT)
    threads = [Thread(name="pull/1", ideas=("casino",), merged=datetime.fromisoformat(MERGED))]
    ledger = town / "content" / "ledger"
    votes = [replace(vote, thread="pull/1") for vote in VOTES]
    write_ledger(ledger, sorted(votes, key=lambda vote: vote.seen), threads, observed=datetime.fromisoformat(OVER))
    found = count(town, resources=TOOL, ledger=ledger, now=NOW)
    assert instant(found.community.edited["casino"]) == EDIT
    assert found.tally.standings["casino"].before_edit == 2


def test_a_file_that_git_sees_as_renamed_is_followed_without_a_word_of_a_maintainer(town) -> None:
    git(town, "mv", f"content/ideas/{IDEA_SLUG}.yml", "content/ideas/late-trams.yml")
    edit(town, EDIT, path="ideas/late-trams", body="A path along the river, and a kiosk.")
    assert edits(town) == {"late-trams": [EDIT]}
