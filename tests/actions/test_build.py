"""`ideario build` and `serve` where things go wrong around them: people's work is left alone, and they are told why."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, git, put, riverton
from ideario.actions import basis
from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread

pytestmark = pytest.mark.slow

AT = "2026-02-02T03:04:05Z"


@pytest.fixture
def root(tmp_path):
    return riverton(tmp_path / "riverton")


def page(root: Path, path: str) -> str:
    return (root / "build" / "site" / path / "index.html").read_text(encoding="utf-8")


def test_a_folder_that_no_build_wrote_is_never_replaced(ideario, root, tmp_path) -> None:
    mine = tmp_path / "mine" / "site"
    mine.mkdir(parents=True)
    (mine / "precious.txt").write_text("mine")
    done = ideario("--root", root, "build", "--output", mine.parent)
    assert done.exit_code == 2
    assert "is not a site that ideario wrote" in done.stderr
    assert [path.name for path in mine.iterdir()] == ["precious.txt"]


@pytest.mark.parametrize("place", [".", "content", "site/out"])
def test_the_output_never_lies_among_the_sources(ideario, root, place) -> None:
    (root / "site").mkdir()
    (root / "site" / "page.md").write_text("mine")
    done = ideario("build", "--output", place, cwd=root)
    assert done.exit_code == 2
    assert (root / "site" / "page.md").read_text() == "mine"


@pytest.mark.parametrize("form", ["folder", "link", "missing"])
def test_without_settings_nothing_is_built_and_the_exit_code_says_so(ideario, root, form) -> None:
    settings = root / "content" / "community.yml"
    settings.rename(root / "elsewhere.yml")
    if form == "folder":
        settings.mkdir()
    elif form == "link":
        settings.symlink_to(root / "elsewhere.yml")
    done = ideario("--root", root, "build")
    assert done.exit_code == 1
    assert done.stderr.count("content/community.yml:1:1: error") == 1
    assert not (root / "build" / "site").exists()
    assert ideario("--root", root, "check").stdout.count("content/community.yml:1:1: error") == 1


def test_one_bad_file_is_left_out_and_named_and_the_rest_is_published(ideario, root) -> None:
    (root / "content" / "ideas" / "night-trams.yml").write_text("title: [")
    done = ideario("--root", root, "build")
    assert done.exit_code == 1
    assert "content/ideas/night-trams.yml:" in done.stderr
    assert "Bike lanes" in page(root, "ideas/bike-lanes")
    assert not (root / "build/site/ideas/night-trams").exists()


def test_a_bad_community_file_stops_the_build_and_keeps_the_last_site(ideario, root) -> None:
    ideario("--root", root, "build")
    (root / "content" / "community.yml").write_text("name: 1\n")
    assert ideario("--root", root, "build").exit_code == 1
    assert "Bike lanes" in page(root, "ideas/bike-lanes")


def test_a_second_build_without_a_change_does_nothing_and_still_names_the_problems(ideario, root) -> None:
    (root / "content" / "ideas" / "night-trams.yml").write_text("title: [")
    first = ideario("--root", root, "build")
    again = ideario("--root", root, "build")
    assert "Nothing has changed" in again.stdout
    assert (again.exit_code, again.stderr) == (first.exit_code, first.stderr)


@pytest.mark.parametrize("change", ["edited", "added", "deleted"])
@pytest.mark.parametrize("first", [True, False])
def test_a_change_made_while_a_build_reads_is_in_the_next_one(ideario, root, monkeypatch, first, change) -> None:
    idea, other = (root / "content" / "ideas" / f"{slug}.yml" for slug in ("bike-lanes", "later"))
    if not first:
        assert ideario("--root", root, "build").exit_code == 0
        idea.write_text(idea.read_text("utf-8") + "# in between\n", "utf-8")
    read = read_community

    def read_and_changed(*arguments, **named):
        reading = read(*arguments, **named)
        match change:
            case "edited":
                idea.write_text(idea.read_text("utf-8").replace("A path along", "A lane along"), "utf-8")
            case "added":
                other.write_text(idea.read_text("utf-8").replace("title: ", "title: Another "), "utf-8")
            case "deleted":
                idea.unlink()
        return reading

    with monkeypatch.context() as patch:
        patch.setattr(basis, "read_community", read_and_changed)
        assert ideario("--root", root, "build").exit_code == 0
    assert "A path along" in page(root, "ideas/bike-lanes")
    assert "Nothing has changed" not in ideario("--root", root, "build").stdout
    assert (root / "build/site/ideas/later").exists() == (change == "added")
    assert (root / "build/site/ideas/bike-lanes").exists() == (change != "deleted")
    assert change != "edited" or "A lane along" in page(root, "ideas/bike-lanes")
    assert "Nothing has changed" in ideario("--root", root, "build").stdout


def test_two_pages_at_one_place_are_refused(ideario, root) -> None:
    own = root / "site" / "pages" / "rankings" / "top.md"
    own.parent.mkdir(parents=True)
    own.write_text("# My own top\n")
    done = ideario("--root", root, "build")
    assert done.exit_code == 2
    assert "two pages would stand at rankings/top/ (en)" in done.stderr


def test_a_site_that_somebody_touched_is_made_whole_again(ideario, root) -> None:
    ideario("--root", root, "build")
    (root / "build/site/ideas/bike-lanes/index.html").write_text("defaced")
    ideario("--root", root, "build")
    assert "defaced" not in page(root, "ideas/bike-lanes")


def test_a_date_that_only_the_history_of_a_larger_repository_knows_is_noticed(ideario, tmp_path) -> None:
    git(tmp_path, "init", "-q")
    root = riverton(tmp_path / "town")
    (tmp_path / ".gitignore").write_text("build\n")
    assert "Without a date: 2" in ideario("--root", root, "build").stdout
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "All")
    assert "Without a date" not in ideario("--root", root, "build").stdout
    assert "2026-01-10" in page(root, "ideas/bike-lanes")


def test_links_among_the_pages_are_refused_since_pages_are_published(ideario, root, tmp_path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    pages = root / "site" / "pages"
    pages.mkdir(parents=True)
    (pages / "secret.txt").symlink_to(tmp_path / "secret.txt")
    done = ideario("--root", root, "build")
    assert done.exit_code == 2
    assert "is a link" in done.stderr
    assert not (root / "build" / "site").exists()


@pytest.mark.parametrize("place", ["site/pages/en/etc", "site/pages", "site", "site/overrides/words", "site/overrides"])
def test_a_linked_folder_of_pages_or_templates_is_refused(ideario, root, tmp_path, place) -> None:
    """The site generator would follow it, and read devices without end."""
    (tmp_path / "elsewhere").mkdir()
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).symlink_to(tmp_path / "elsewhere")
    done = ideario("--root", root, "build")
    assert (done.exit_code, "is a link" in done.stderr) == (2, True)


@pytest.mark.parametrize("place", ["site/pages/x.md", "site/overrides/templates/idea.html"])
def test_what_is_no_file_among_the_pages_is_refused_and_never_waited_for(ideario, root, place) -> None:
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(root / place)
    done = ideario("--root", root, "build")
    assert (done.exit_code, done.stderr) == (
        2,
        f"ideario: {root / place} is no file\n  put the file itself in its place\n",
    )


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("templates/idea.html", "{{ nope }", "idea.html:1"),
        ("templates/idea.html", "{{ nope }}", "'nope' is undefined"),
        ("words/en.yml", "en: {ideas: 5}\n", "no list of words"),
    ],
)
def test_a_mistake_in_a_communitys_own_templates_or_words_is_told(ideario, root, path, text, said) -> None:
    own = root / "site" / "overrides" / path
    own.parent.mkdir(parents=True)
    own.write_text(text)
    done = ideario("--root", root, "build")
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_slot_that_nobody_fills_is_told_with_those_that_are(ideario, root) -> None:
    (root / "site" / "pages" / "about").mkdir(parents=True)
    (root / "site" / "pages" / "about" / "index.md").write_text("# About\n\n%%nonsense%%\n")
    done = ideario("--root", root, "build")
    assert done.exit_code == 2
    assert "%%nonsense%%" in done.stderr
    assert "numbers" in done.stderr


def test_a_page_of_ones_own_wins_over_the_generic_one(ideario, root) -> None:
    (root / "site" / "pages" / "about").mkdir(parents=True)
    (root / "site" / "pages" / "about" / "index.md").write_text("# Who we are in Riverton\n")
    assert ideario("--root", root, "build").exit_code == 0
    assert "Who we are in Riverton" in page(root, "about")
    assert "Who we are in Riverton" not in page(root, "it/about")


def test_a_ledger_that_was_named_must_be_there(ideario, root, tmp_path) -> None:
    for command in ("build", "tally", "verify", "check"):
        done = ideario("--root", root, command, "--ledger", tmp_path / "none")
        assert done.exit_code == 2, command
        assert "holds no ledger" in done.stderr


@pytest.mark.skipif(shutil.which("setpriv") is None or os.geteuid() != 0, reason="needs root without its powers")
def test_a_file_that_may_not_be_read_is_a_problem_of_its_own(root) -> None:
    (root / "content" / "ideas" / "night-trams.yml").chmod(0)
    powers = "-dac_override,-dac_read_search"
    cage = ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}"]
    done = subprocess.run(
        [*cage, sys.executable, "-m", "ideario", "--root", str(root), "build"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "content/ideas/night-trams.yml:1:1: error" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Bike lanes" in page(root, "ideas/bike-lanes")


def test_dates_at_the_end_of_time_are_refused_by_check_and_not_met_by_build(ideario, root) -> None:
    put(root, "challenges/late", {**CHALLENGE, "voting": {"opens": "2026-02-01", "closes": "9999-12-31"}})
    assert ideario("--root", root, "check").exit_code == 1
    done = ideario("--root", root, "build")
    assert done.exit_code == 1
    assert not (root / "build/site/challenges/late").exists()


def test_a_stale_build_says_so_on_every_page_and_the_next_good_one_takes_it_back(ideario, root) -> None:
    event = Event(type="cast", thread="pull/1", idea="bike-lanes", voter="0" * 64, kind="+1", given=AT, seen=AT)
    threads = [Thread(name="pull/1", ideas=("bike-lanes",))]
    write_ledger(root / "content" / "ledger", [event], threads, observed=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC))
    site = root / "build" / "site"

    def notes() -> dict[str, str]:
        found = {path: re.search(r'<p class="stale"[^>]*>(.*?)</p>', path.read_text("utf-8")) for path in pages}
        return {path.relative_to(site).as_posix(): note[1] for path, note in found.items() if note}

    ideario("--root", root, "build")
    pages = [path for path in site.rglob("*.html") if path.parent.name != "embed"]  # these have no frame
    assert not notes()
    assert json.loads((site / "api/v1/index.json").read_text())["stale"] is False
    done = ideario("--root", root, "build", "--stale")
    assert done.exit_code == 0
    assert "Nothing has changed" not in done.stdout
    assert len(notes()) == len(pages) > 20
    assert "as of 3 February 2026, 04:05 UTC" in notes()["ideas/bike-lanes/index.html"]
    assert "qui: 3 febbraio 2026 04:05 UTC" in notes()["it/ideas/bike-lanes/index.html"]
    assert "<b>1</b> person supports this" in page(root, "ideas/bike-lanes")
    assert json.loads((site / "api/v1/index.json").read_text())["stale"] is True
    assert "Nothing has changed" in ideario("--root", root, "build", "--stale").stdout
    assert "Nothing has changed" not in ideario("--root", root, "build").stdout
    assert not notes()


def test_a_stale_build_without_any_count_says_that_there_are_no_votes(ideario, root) -> None:
    ideario("--root", root, "build", "--stale")
    assert "The votes could not be fetched" in page(root, "ideas")


@pytest.mark.parametrize("moment", ["yesterday", "2026-02-30", "9999-12-31T23:59:59-01:00"])
def test_a_moment_that_is_none_is_refused(ideario, root, moment) -> None:
    done = ideario("--root", root, "build", "--as-of", moment)
    assert done.exit_code == 2
    assert "is no date" in done.stderr


@pytest.mark.parametrize("zone", [":/etc/hostname", "No/Such", ":", "\udcff"])
def test_whatever_the_zone_of_the_machine_is_called_the_site_is_built(root, zone) -> None:
    """A library reads TZ when it is loaded, and dies of a file that is no zone file."""
    command = [sys.executable, "-m", "ideario", "--root", str(root), "build"]
    done = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=False)
    assert (done.returncode, (root / "build/site/index.html").is_file()) == (0, True), done.stderr


def test_serve_shows_a_change_and_follows_the_site_below_its_path(root) -> None:
    """Below a hidden folder and by a relative way, where watching once saw nothing."""
    hidden = root.parent / ".hidden"
    hidden.mkdir()
    command = [sys.executable, "-u", "-m", "ideario", "--root", f"../{root.name}", "serve", "--port", "0"]
    serving = subprocess.Popen(command, cwd=hidden, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert serving.stderr is not None
        port = next(int(m[1]) for line in serving.stderr if (m := re.search(r"http://127\.0\.0\.1:(\d+)/ideas/", line)))

        def get(path: str) -> tuple[int, str]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            answer = connection.getresponse()
            try:
                return answer.status, answer.read().decode()
            finally:
                connection.close()

        assert get("/ideas/ideas/bike-lanes/")[0] == 200
        assert get("/ideas/../../../../etc/passwd")[0] in (302, 404)
        assert get("/ideas/%00")[0] == 404
        assert get("/ideas/nothing/")[0] == 404
        assert "/__ideario/reload.js" in get("/ideas/")[1]
        put(
            root,
            "ideas/bike-lanes",
            {"title": "Ferries on the river", **{k: v for k, v in IDEA.items() if k != "title"}},
        )
        deadline = time.monotonic() + 60
        while "Ferries" not in get("/ideas/ideas/bike-lanes/")[1]:
            assert time.monotonic() < deadline, "the change was not shown"
            time.sleep(0.2)
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait(20)
        serving.stderr.close()
