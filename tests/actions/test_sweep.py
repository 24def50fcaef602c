"""Open pull requests are answered: once each, exactly, and again only where something changed."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, IDEA, NOW, commit, put, riverton
from forms import between_requests
from github_standin import Server
from ideario.actions.proposals.sweep import sweep
from ideario.actions.sync import sync
from ideario.answering.marker import marker_in
from ideario.answering.sweep_run import SweepReport
from ideario.intake.content_files import PICTURE_BYTES
from ideario.intake.explaining.faults import MAX_BYTES
from ideario.intake.yaml.write_yaml import entry
from ideario.publishing.prose.markdown import prose_html
from ideario.resources import tool_resources
from lives import live, writing
from PIL import Image

TOOL = tool_resources()
LINE = "# yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/idea.schema.json"
BENCH = {
    **IDEA, "title": "A bench in front of the library", "summary": "Somewhere to sit while the children choose books.",
    "body": "Under the lime tree there is room.", "authors": ["ada"],
}  # fmt: skip
PATH = "content/ideas/a-bench.yml"


def yaml(**values: Any) -> str:
    return "\n".join([LINE, *(entry(key, value) for key, value in values.items() if value is not None)]) + "\n"


DUPLICATE = {"date": "2026-02-10", "status": "duplicate", "reason": "The same."}
GOOD = yaml(**BENCH)
WRONG = yaml(**{**BENCH, "sumary": BENCH["summary"], "summary": None})


@pytest.fixture
def town(tmp_path: Path) -> Path:
    root = riverton(tmp_path / "town")
    commit(root)
    return root


@pytest.fixture
def swept(github: Server, town: Path) -> Callable[..., SweepReport]:
    """One sweep by the account of a workflow."""
    github.state.token("actions", "github-actions[bot]", kind="installation", limit=1_000)

    def run(*, ledger: Path | None = None, language: str | None = None) -> SweepReport:
        report = sweep(
            town, resources=TOOL, ledger=ledger, connect=lambda _: writing(github, token="actions"), now=NOW,
            language=language,
        )  # fmt: skip
        for failed in report.failed:
            if failed.error is not None:
                raise failed.error
        return report

    return run


def bodies(github: Server, name: str = "pull/1") -> list[str]:
    return [row.body for row in github.state.thread(name).comments]


def body(github: Server, name: str = "pull/1") -> str:
    """The last answer."""
    return bodies(github, name)[-1]


def test_a_new_idea_without_a_mistake_is_told_how_voting_works_and_what_happens_next(github, swept) -> None:
    github.state.pull(author="ada", files={PATH: GOOD})
    assert swept().posted == ["pull/1"]
    assert re.findall("^#+ (.*)", body(github), re.MULTILINE) == [
        "✅ All is well: this can be accepted", "How it will look", "How voting works", "What happens next",
    ]  # fmt: skip
    assert "👍 ❤️ 🎉 🚀 supports the idea. 👎 opposes it." in body(github)
    assert swept() == SweepReport(looked=1)


def test_a_picture_comes_with_its_idea_as_bytes_and_is_judged_by_them(github, swept) -> None:
    content = io.BytesIO()
    Image.effect_noise((320, 280), 80).save(content, "PNG")  # longer than any text may be
    assert MAX_BYTES < len(content.getvalue()) < PICTURE_BYTES
    files = {PATH: yaml(**BENCH, picture={"file": "content/pictures/bench.png", "alt": "The lime tree"})}
    github.state.pull(author="ada", files={**files, "content/pictures/bench.png": content.getvalue()})
    github.state.pull(author="ada", files=files)
    github.state.pull(author="ada", files={**files, "content/pictures/bench.png": b"x" * (PICTURE_BYTES + 1)})
    github.state.pull(author="ada", files={**files, "content/pictures/bench.png": "<svg onload='alert(1)'/>"})
    swept()
    assert "All is well" in body(github)
    assert "picture" not in body(github).partition("How voting works")[0]
    assert "there is no file content/pictures/bench.png" in body(github, "pull/2")
    assert "the picture has more than 300 KB" in body(github, "pull/3")
    assert "this is no PNG, JPEG or WebP that can be read" in body(github, "pull/4")


def test_a_mistake_is_told_with_the_mended_file_which_passes_when_it_is_pasted(github, swept) -> None:
    github.state.pull(author="ada", files={PATH: WRONG})
    swept()
    assert "Nearly there" in body(github)
    assert "`sumary` is not a key that Ideario knows" in body(github)
    assert f"https://github.com/ada/ideas/edit/ada-patch-1/{PATH}" in body(github)
    (mended,) = re.findall("^```yaml\n(.*?)\n```$", body(github), re.MULTILINE | re.DOTALL)
    github.state.edit_files("pull/1", {PATH: f"{mended}\n"}, at="2026-11-20")
    assert swept().posted == ["pull/1"]
    assert "All is well" in body(github)


def test_mistakes_that_hide_one_another_are_mended_together_and_what_a_person_decides_is_said(github, swept) -> None:
    text = WRONG.replace("consent: true\n", "").replace("authors: [ada]", "authors: ada")
    github.state.pull(author="ada", files={PATH: text})
    swept()
    (mended,) = re.findall("^```yaml\n(.*?)\n```$", body(github), re.MULTILINE | re.DOTALL)
    assert "\nsummary: " in mended
    assert "\t" not in mended
    assert "no program can know" in body(github)


def test_files_that_are_not_the_proposers_are_named_and_judged_by_the_base(github, swept) -> None:
    mine = yaml(**{**IDEA, "authors": ["mallory"], "body": "A casino."})
    workflow = {".github/workflows/x.yml": "on: push", "schemas/idea.schema.json": "{}"}
    github.state.pull(author="mallory", files={"content/ideas/bike-lanes.yml": mine, **workflow})
    swept()
    assert "this changes the idea `bike-lanes` of @octocat" in body(github)
    assert "this changes 2 files (.github/workflows/x.yml, schemas/idea.schema.json) outside content/" in body(github)
    assert "something for a maintainer to look at" in body(github)


def test_authors_are_known_by_their_numbers_whatever_they_are_called_today(github, town, swept) -> None:
    state = github.state
    put(town, "ideas/popular", {**IDEA, "title": "Trees for the square", "authors": ["ada"]})
    commit(town)
    state.merge(state.pull(author="ada", files=["content/ideas/popular.yml"], at="2026-01-02"), at="2026-01-03")
    ledger = town.parent / "ledger"
    synced(github, town, ledger)
    state.rename_account("ada", "ada-lovelace")
    changed = {"content/ideas/popular.yml": yaml(**{**IDEA, "title": "Trees for all squares", "authors": ["ada"]})}
    state.pull(author="ada-lovelace", files=changed)
    state.pull(author="ada", files=changed)  # somebody else, who has taken the free login
    swept(ledger=ledger)
    assert "For a maintainer" not in body(github, "pull/2")
    assert "this changes the idea `popular` of @ada" in body(github, "pull/3")


def test_ideas_that_are_near_are_named_with_their_votes(github, town, swept) -> None:
    state = github.state
    near = {**BENCH, "title": "A bench by the library", "summary": "Somewhere to sit, near the books."}
    put(town, "ideas/library-bench", near)
    commit(town)
    pull = state.pull(author="ada", files=["content/ideas/library-bench.yml"], at="2026-01-02")
    state.merge(pull, at="2026-01-03")
    for who in ("bob", "cleo"):
        state.react(pull, who, "+1", at="2026-01-04")
    mine = yaml(**{**BENCH, "authors": ["eve"], "summary": "Somewhere to sit with a book.", "body": "Under a tree."})
    state.pull(author="eve", files={PATH: mine})
    ledger = town.parent / "ledger"
    synced(github, town, ledger)
    swept(ledger=ledger)
    (row,) = re.findall("^- .*supports? it.*|^- .*library-bench.*", body(github, "pull/2"), re.MULTILINE)
    page = "https://riverton.github.io/ideas/ideas/library-bench/"
    assert row == f"- [`A bench by the library`]({page}) (2 people support it)"
    state.react(pull, "dan", "+1", at="2026-01-05")
    synced(github, town, ledger)
    assert swept(ledger=ledger) == SweepReport(looked=1)


def synced(github: Server, town: Path, ledger: Path) -> None:
    """Bring the votes into a ledger."""
    sync(
        town, resources=TOOL, ledger=ledger, connect=lambda _: live(github), named=None, key=b"k" * 32,
        spare_key=b"", now=lambda: datetime.now(UTC),
    )  # fmt: skip


def test_a_mistake_that_was_there_before_is_not_held_against_anybody(github, town, swept) -> None:
    put(town, "ideas/night-trams", {**IDEA, "title": "Night trams", "challenge": "no-such-challenge"})
    commit(town)
    github.state.pull(author="ada", files={PATH: GOOD})
    swept()
    assert "All is well" in body(github)
    assert "They were there before, are not yours" in body(github)


def test_a_mistake_in_a_file_that_is_not_touched_is_said_to_be_none_of_theirs(github, town, swept) -> None:
    put(town, "decisions/night-trams", {"history": [DUPLICATE], "duplicate_of": "bike-lanes"})
    commit(town)
    gone = {"path": "content/ideas/bike-lanes.yml", "change": "DELETED"}
    github.state.pull(author="octocat", files=[gone, {"path": PATH, "content": GOOD}])
    swept()
    assert "Your files are fine, and something else is not" in body(github)
    assert "content/decisions/night-trams.yml" in body(github)


def test_the_answer_leads_to_the_page_as_it_will_be_at_the_commit_that_was_looked_at(github, swept) -> None:
    github.state.pull(author="ada", files={PATH: GOOD})
    github.state.pull(author="bob", files={"content/decisions/x.yml": "status: done\n"})
    github.state.pull(author="cleo", files={PATH: WRONG})
    swept()
    first = preview_in(body(github))
    assert first.startswith("https://riverton.github.io/ideas/preview/?pull=1&commit=")
    assert re.fullmatch(rf"[^?]+\?pull=1&commit=[0-9a-f]{{40}}&path={PATH}(&repo=[^&]+)?", first)
    assert "/preview/" not in body(github, "pull/2") + body(github, "pull/3")
    github.state.edit_files("pull/1", {PATH: GOOD.replace("lime", "elm")}, at="2026-11-20")
    assert swept().edited == ["pull/1"]
    assert preview_in(body(github)) != first


def preview_in(text: str) -> str:
    """The address of the one preview that an answer leads to."""
    (found,) = re.findall(r"\((https://[^)]*/preview/[^)]*)\)", text)
    return found


def test_an_idea_that_lies_beside_content_is_told_where_it_belongs(github, swept) -> None:
    github.state.pull(author="ada", files={"ideas/a-bench.yml": GOOD})
    github.state.pull(author="bob", files={"_config.yml": "title: x\n"})
    assert swept().posted == ["pull/1"]
    assert "content stands below content/" in body(github)
    assert f"→ {PATH}" in body(github)


def test_a_newcomer_does_not_take_the_place_of_an_idea_that_was_there(github, swept) -> None:
    github.state.pull(author="ada", files={"content/ideas/a/bike-lanes.yml": GOOD})
    swept()
    assert "In [`content/ideas/a/bike-lanes.yml`]" in body(github)


HOSTILE = (
    "`` ``` ```` @everyone <img src=x onerror=alert(1)> <!-- ideario answer 9: --> ::error::x ##[error]x [a](http://x)"
)


def test_hostile_proposals_are_answered_and_nothing_of_them_is_live(github, swept, town) -> None:
    key = yaml(**{**BENCH, HOSTILE: HOSTILE, "title": HOSTILE})
    found = {
        "content/ideas/a`b`@ada.yml": key,
        "content/ideas/x\n# heading.yml": key,
        "content/ideas/\u202eevil.yml": key,
        "content/ideas/long.yml": "#" * 70_000,
        "content/ideas/empty.yml": "",
        "content/ideas/bike-lanes.yml/inside.yml": key,
        PATH: key,
    }
    for number, (path, text) in enumerate(found.items()):
        github.state.pull(author=f"mallory{number}", files={path: text})
    report = swept()
    assert len(report.posted) == len(found)
    for number in range(1, len(found) + 1):
        (text,) = bodies(github, f"pull/{number}")
        head, _, rest = text.partition("\n")
        assert marker_in(head) is not None
        assert "<!--" not in rest
        assert len(text) < 65_000
        page = prose_html(rest)
        live = re.sub(r"<(code|pre)\b.*?</\1>", "", page, flags=re.DOTALL)
        assert not re.search(r"@\w|<img|onerror|::error|##\[|\u202e|http://x", live), live
    assert sorted(path.name for path in town.iterdir()) == [".git", "content"]


def test_paths_that_lead_elsewhere_are_never_written(github, swept, town) -> None:
    for number, path in enumerate(["content/../../evil.yml", "content/ideas/../../../evil.yml", "content//evil.yml"]):
        github.state.pull(author=f"mallory{number}", files=[{"path": path, "content": GOOD}])
    report = swept()
    assert len(report.posted) == 3
    assert "A maintainer has to look at this" in body(github, "pull/1")
    assert list(town.parent.rglob("evil.yml")) == []


def test_a_proposal_of_many_files_is_left_to_people(github, swept) -> None:
    github.state.pull(author="ada", files={f"content/ideas/idea-{number}.yml": GOOD for number in range(51)})
    swept()
    assert "A maintainer has to look at this" in body(github)
    assert "neither good nor bad" in body(github)


def test_one_thread_whose_comments_cannot_be_read_keeps_no_other_one_waiting(github, swept) -> None:
    """Anybody may write below a pull request: a list that never comes out whole is one proposal's trouble."""
    github.state.pull(author="ada", files={PATH: GOOD})
    github.state.pull(author="mallory", files={"content/ideas/another.yml": GOOD})
    for number in range(25):
        github.state.comment("pull/2", "mallory", f"{number}")

    def one_more(found: Any) -> None:
        if isinstance(found, dict) and found.get("totalCount") == 25:
            found["totalCount"] = 26
        for inside in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
            one_more(inside)

    github.faults.add("lie", where="fullDatabaseId", times=None, lie=lambda answer: one_more(answer.body))
    report = swept()
    assert report.posted == ["pull/1"]
    assert [failed.pull for failed in report.failed] == ["pull/2"]


def test_who_pushes_something_harmless_while_a_sweep_reads_gets_no_answer_for_what_was_there(github, swept) -> None:
    """An answer names the commit that it is about. Whoever pushes that one again must not find it judged by another."""
    evil = {"content/ideas/bike-lanes.yml": yaml(**{**BENCH, "title": "A casino"})}
    for place in range(1, 9):
        name = f"pull/{github.state.pull(author=f'mallory{place}', files=evil).number}"
        head = github.state.thread(name).head_sha

        def push(request: int, place: int = place, name: str = name) -> None:
            if request == place:
                github.state.edit_files(name, {f"content/ideas/a-bench-{place}.yml": GOOD}, at="2026-11-20")

        with between_requests(before=push, after=lambda _: None):
            swept()
        for text in bodies(github, name):
            marker = marker_in(text)
            assert marker is not None
            assert marker.head != head or "not the proposer’s own" in text


@pytest.fixture
def command(ideario, github, town) -> Callable[..., Any]:
    """The command itself, with the token of a workflow."""
    github.state.token("actions", "github-actions[bot]", kind="installation", limit=1_000)
    return lambda *arguments, **more: ideario(
        "--root", town, "sweep", *arguments, env={**github.environment("actions"), **more}
    )


def test_the_command_says_what_it_did_to_people_and_to_programs(github, command) -> None:
    github.state.pull(author="ada", files={PATH: GOOD})
    done = command()
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "Open pull requests: 1. Answered anew: 1.")
    said = json.loads(command("--format", "json").stdout)
    assert said == {
        "open": 1,
        "posted": [],
        "edited": [],
        "same": 0,
        "labelled": [],
        "left": 0,
        "failed": [],
        "stopped": None,
    }
    github.state.edit_files("pull/1", {PATH: WRONG}, at="2026-11-20")
    assert command("--messages", "it").exit_code == 0
    assert "Ci siamo quasi" in body(github)


def test_the_command_ends_with_2_where_something_could_not_be_answered(github, command) -> None:
    github.state.pull(author="ada", files={PATH: GOOD})
    assert command(GITHUB_TOKEN=None).exit_code == 2
    github.faults.add("no-access", where="POST /repos/riverton/ideas/issues", times=None)
    done = command()
    assert done.exit_code == 2
    assert "pull/1 was not answered: GitHub refuses" in done.stderr
    github.faults.clear()
    github.faults.add("502", where="pullRequests(states", times=None)
    assert command(GITHUB_TOKEN="another").exit_code == 2


def test_the_answer_speaks_the_communitys_language(github, town, swept) -> None:
    github.state.pull(author="ada", files={PATH: WRONG})
    swept(language="it")
    assert "Ci siamo quasi" in body(github)
    assert swept(language="it") == SweepReport(looked=1)


def test_labels_say_who_is_new_what_is_ready_and_what_answers_a_challenge_that_takes_ideas(github, town, swept) -> None:
    put(
        town, "challenges/open-now",
        {
            **CHALLENGE, "title": "Benches", "question": "Where?",
            "submission": {"opens": "2026-11-01", "closes": "2026-12-01"},
            "voting": {"opens": "2026-12-02", "closes": "2026-12-20"},
        },
    )  # fmt: skip
    commit(town, date="2026-10-30T12:00:00Z")
    by_ada = yaml(**{**BENCH, "challenge": "open-now"})
    by_octocat = yaml(**{**BENCH, "title": "Trees for the square", "summary": "Shade.", "authors": ["octocat"]})
    for author, text, name in (("ada", by_ada, PATH), ("octocat", by_octocat, "content/ideas/trees.yml")):
        github.state.pull(author=author, files={name: text})
    github.state.pull(author="bob", files={"content/ideas/wrong.yml": WRONG})
    assert swept().labelled == ["pull/1", "pull/2", "pull/3"]
    assert [pull.labels for pull in github.state.home.pulls] == [
        ["challenge", "new contributor", "ready"], ["ready"], ["new contributor", "needs author"],
    ]  # fmt: skip
    assert swept() == SweepReport(looked=3)
