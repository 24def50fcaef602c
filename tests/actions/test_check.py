"""`ideario check` from the command line: what it prints, what it leaves out, how it ends."""

import json
import subprocess
import sys

import pytest
from communities import IDEA, commit, git, put, riverton
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.history.idea_dates import arrivals
from ideario.ledger.ledger_folder import read_threads
from ideario.model.moments import instant

UNKNOWN = "error: unknown-challenge: there is no challenge"


def wrong(root, name="wrong", **changes):
    return put(root, f"ideas/{name}", {**IDEA, "title": f"The {name} one", "challenge": "nowhere", **changes})


def test_a_clean_community_ends_with_0_and_names_the_next_command(tmp_path, ideario) -> None:
    outcome = ideario("check", cwd=riverton(tmp_path))
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == "No problems. Next, run: ideario build\n"


def test_an_error_ends_with_1_and_a_warning_alone_does_not(tmp_path, ideario) -> None:
    riverton(tmp_path)
    (tmp_path / "content" / "notes.txt").write_text("later")
    outcome = ideario("check", cwd=tmp_path)
    assert outcome.exit_code == 0
    assert "content/notes.txt:1:1: warning: stray-file: " in outcome.stdout
    wrong(tmp_path)
    outcome = ideario("check", cwd=tmp_path)
    assert outcome.exit_code == 1
    assert f"content/ideas/wrong.yml:8:12: {UNKNOWN} `nowhere`" in outcome.stdout


def test_problems_come_by_path_and_line(tmp_path, ideario) -> None:
    riverton(tmp_path)
    wrong(tmp_path, "b", title="x")
    wrong(tmp_path, "a", language="de")
    (tmp_path / "content" / "ideas" / "c.yml").write_bytes(b"\xff")
    lines = [line for line in ideario("check", cwd=tmp_path).stdout.splitlines() if line.startswith("content/")]
    places = [(line.split(":")[0], int(line.split(":")[1])) for line in lines]
    assert places == sorted(places)
    assert len(places) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["--only", "content/ideas/sub"],
        ["--only", "content/ideas/sub/one.yml"],
        ["content/ideas/sub/one.yml"],
        ["--only", "content/challenges", "content/ideas/sub/"],
        ["./content/challenges/../ideas/sub/one.yml"],
    ],
)
def test_only_keeps_the_problems_of_these_files_and_folders(tmp_path, ideario, arguments) -> None:
    riverton(tmp_path)
    wrong(tmp_path)
    wrong(tmp_path, "subway")
    wrong(tmp_path, "sub/one")
    outcome = ideario("check", *arguments, cwd=tmp_path)
    assert [line for line in outcome.stdout.splitlines() if UNKNOWN in line] == [
        f"content/ideas/sub/one.yml:8:12: {UNKNOWN} `nowhere`"
    ]
    assert outcome.exit_code == 1


def test_only_takes_paths_from_where_one_stands(tmp_path, ideario) -> None:
    riverton(tmp_path / "town")
    wrong(tmp_path / "town")
    wrong(tmp_path / "town", "other")
    outcome = ideario("--root", "town", "check", "--only", "town/content/ideas/wrong.yml", cwd=tmp_path)
    assert outcome.stdout.count(UNKNOWN) == 1
    outcome = ideario("--root", "..", "check", "--only", "ideas/wrong.yml", cwd=tmp_path / "town" / "content")
    assert outcome.stdout.count(UNKNOWN) == 1
    outcome = ideario("--root", "town", "check", "--only", "content/ideas/night-trams.yml", cwd=tmp_path)
    assert (outcome.exit_code, outcome.stdout) == (0, "No problems. Next, run: ideario --root town build\n")
    outcome = ideario("--root", "town", "check", cwd=tmp_path)
    assert outcome.stdout.endswith("2 errors. Mend them, then run: ideario --root town check\n")


@pytest.mark.parametrize(
    "path", ["content/ideas/nope.yml", "content/nowhere", "../elsewhere/ideas.yml", "ideas/night-trams.yml"]
)
def test_a_path_that_leads_to_nothing_in_the_community_is_a_failure_and_no_clean_bill(tmp_path, ideario, path) -> None:
    town = riverton(tmp_path / "town")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "ideas.yml").write_text("x")
    for arguments in (["--only", path], [path], ["--only", "content/ideas", path]):
        outcome = ideario("check", *arguments, cwd=town)
        assert (outcome.exit_code, outcome.stdout) == (2, "")
        assert f"there is no file or folder {path} in the community" in outcome.stderr


def test_a_file_that_is_missing_and_should_be_there_may_be_asked_for(tmp_path, ideario) -> None:
    (riverton(tmp_path) / "content" / "community.yml").unlink()
    outcome = ideario("check", "--only", "content/community.yml", cwd=tmp_path)
    assert (outcome.exit_code, "missing-community" in outcome.stdout) == (1, True)


def test_a_content_folder_that_is_a_link_is_called_so(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "town")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "content").symlink_to(town / "content")
    outcome = ideario("check", cwd=tmp_path / "other")
    assert outcome.stdout.splitlines()[0] == (
        "content:1:1: error: symlink: this is a symbolic link, and links are not followed"
    )
    assert (outcome.exit_code, outcome.stdout.count(": error: ")) == (1, 1)


def test_new_since_tells_only_what_the_change_brought_in_whatever_the_line(tmp_path, ideario) -> None:
    riverton(tmp_path)
    file = wrong(tmp_path, "old")
    wrong(tmp_path, "mended")
    before = commit(tmp_path)
    file.write_text(file.read_text().replace("title:", "# moved\n\ntitle:"))
    put(tmp_path, "ideas/mended", IDEA)
    wrong(tmp_path, "new")
    outcome = ideario("check", "--new-since", before, cwd=tmp_path)
    assert outcome.stdout.splitlines()[0] == f"content/ideas/new.yml:8:12: {UNKNOWN} `nowhere`"
    assert outcome.stdout.count(": error: ") == 1
    commit(tmp_path)
    outcome = ideario("check", "--new-since", "HEAD", cwd=tmp_path)
    assert (outcome.exit_code, outcome.stdout) == (0, "No problems. Next, run: ideario build\n")


def test_new_since_sees_what_a_change_elsewhere_breaks(tmp_path, ideario) -> None:
    riverton(tmp_path)
    commit(tmp_path)
    (tmp_path / "content" / "challenges" / "quieter-streets.yml").unlink()
    outcome = ideario("check", "--new-since", "HEAD", cwd=tmp_path)
    assert "content/ideas/night-trams.yml:8:12: error: unknown-challenge: " in outcome.stdout
    assert "content/challenges/quieter-streets.yml:1:1: error: challenge-removed-in-vote: " in outcome.stdout


def test_new_since_knows_links_and_a_time_before_there_was_content(tmp_path, ideario) -> None:
    (tmp_path / "readme").write_text("x")
    (tmp_path / "content" / "ideas").mkdir(parents=True)
    (tmp_path / "content" / "ideas" / "leak.yml").symlink_to("/etc/passwd")
    (tmp_path / "content" / "README.md").write_text("x")
    commit(tmp_path)
    riverton(tmp_path)
    outcome = ideario("check", "--new-since", "HEAD", cwd=tmp_path)
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines()[-1] == "No problems. Next, run: ideario build"


def test_new_since_works_in_a_folder_of_a_repository(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "content" / "town")
    wrong(town, "old")
    commit(tmp_path)
    wrong(town, "new")
    outcome = ideario("check", "--new-since", "HEAD", cwd=town)
    assert "old.yml" not in outcome.stdout
    assert "content/ideas/new.yml:8:12: " in outcome.stdout


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=x", "", "HEAD:content"])
def test_a_revision_that_git_does_not_know_is_a_failure_with_a_hint(tmp_path, ideario, revision) -> None:
    riverton(tmp_path)
    commit(tmp_path)
    outcome = ideario("check", f"--new-since={revision}", cwd=tmp_path)
    assert outcome.exit_code == 2
    assert "git does not know the revision" in outcome.stderr
    assert "name a commit" in outcome.stderr
    assert not (tmp_path / "x").exists()


def test_json_is_for_machines_and_keeps_the_exit_code(tmp_path, ideario) -> None:
    riverton(tmp_path)
    wrong(tmp_path)
    outcome = ideario("check", "--format", "json", cwd=tmp_path)
    document = json.loads(outcome.stdout)
    assert outcome.exit_code == document["errors"] == 1
    (problem,) = document["problems"]
    assert (problem["path"], problem["line"], problem["rule"]) == ("content/ideas/wrong.yml", 8, "unknown-challenge")
    assert (problem["pointer"], problem["value"]) == ("/challenge", "nowhere")


def test_annotations_name_the_path_from_where_the_command_runs(tmp_path, ideario) -> None:
    riverton(tmp_path / "town")
    wrong(tmp_path / "town")
    outcome = ideario("--root", "town", "check", "--format", "github", cwd=tmp_path)
    assert outcome.stdout.startswith(
        "::error file=town/content/ideas/wrong.yml,line=8,col=12,title=unknown-challenge::"
    )
    sarif = json.loads(ideario("--root", "town", "check", "--format", "sarif", cwd=tmp_path).stdout)
    (result,) = sarif["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "town/content/ideas/wrong.yml"
    rules = [rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]]
    assert rules[result["ruleIndex"]] == "unknown-challenge"


def test_a_comment_has_a_heading_and_a_block(tmp_path, ideario) -> None:
    riverton(tmp_path)
    wrong(tmp_path)
    outcome = ideario("check", "--format", "markdown", cwd=tmp_path)
    assert outcome.stdout.startswith("**ideario check: 1 error**\n\n```text\ncontent/ideas/wrong.yml:8:12: ")


def test_checking_waits_for_no_database_and_no_site_generator() -> None:
    heavy = ("duckdb", "mkdocs", "jinja2", "jsonschema")
    code = f"import ideario.cli.check, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


# ---- when ideas came


def threads(root, *entries):
    ledger = root / "content" / "ledger"
    ledger.mkdir(parents=True, exist_ok=True)
    blank = {"author": None, "opened": None, "merged": None, "comments": 0, "answered": None}
    document = {"schema": 2, "threads": [{**blank, "name": f"pull/{n}", **entry} for n, entry in enumerate(entries, 1)]}
    (ledger / "threads.json").write_text(json.dumps(document))
    return ledger


def test_an_idea_came_when_its_file_was_first_seen_and_at_the_latest_when_it_was_merged(tmp_path) -> None:
    riverton(tmp_path)
    put(tmp_path, "ideas/unknown-to-threads", IDEA)
    commit(tmp_path, date="2026-03-01T00:00:00Z")
    put(tmp_path, "ideas/only-merged", IDEA)
    put(tmp_path, "ideas/only-opened", IDEA)
    commit(tmp_path, date="2026-03-02T00:00:00Z")
    seen = {"first_seen": {"bike-lanes": "2026-01-04T00:00:00Z"}}
    ledger = threads(
        tmp_path,
        {"ideas": ["bike-lanes"], "opened": "2026-01-01T00:00:00Z", "merged": "2026-01-05T00:00:00Z", **seen},
        {"ideas": ["night-trams", "only-opened"], "opened": "2026-01-02T00:00:00Z", "merged": None},
        {"ideas": ["only-merged", "bike-lanes"], "opened": "2025-01-01T00:00:00Z", "merged": "2026-02-01T00:00:00Z"},
        {"name": "issue/4", "ideas": ["bike-lanes"], "opened": "2020-01-01T00:00:00Z", "merged": None},
    )
    assert {
        slug: instant(moment)[:10]
        for slug, moment in arrivals(line_of(git_at(tmp_path)), read_threads(ledger), tmp_path).items()
    } == {
        "bike-lanes": "2026-01-04",
        "night-trams": "2026-03-01",
        "only-merged": "2026-02-01",
        "only-opened": "2026-03-02",
        "unknown-to-threads": "2026-03-01",
    }


def test_check_refuses_an_idea_that_came_too_late_by_the_ledger_or_by_git(tmp_path, ideario) -> None:
    riverton(tmp_path)
    commit(tmp_path, date="2026-03-01T00:00:00Z")
    late = "error: after-closing: the idea came on 2026-03-01, and submission to `quieter-streets` closed on 2026-01-31"
    assert late in ideario("check", cwd=tmp_path).stdout
    threads(tmp_path, {"ideas": ["night-trams"], "merged": "2026-01-30T00:00:00Z"})
    assert ideario("check", cwd=tmp_path).exit_code == 0


# ---- which community, and which files


def test_a_file_finds_its_community_from_any_folder(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "town")
    file = wrong(town)
    (tmp_path / "elsewhere").mkdir()
    for folder, path in (
        (tmp_path, "town/content/ideas/wrong.yml"),
        (town / "content" / "ideas", "wrong.yml"),
        (tmp_path / "elsewhere", "../town/content/ideas/wrong.yml"),
        (tmp_path / "elsewhere", str(file)),
        (tmp_path, "town"),
        (tmp_path, "town/content"),
    ):
        outcome = ideario("check", path, cwd=folder)
        assert (outcome.exit_code, outcome.stdout.count(UNKNOWN)) == (1, 1), (folder, path, outcome)
    outcome = ideario("check", "bike-lanes.yml", cwd=town / "content" / "ideas")
    assert outcome.stdout == "No problems. Next, run: ideario --root ../.. build\n"
    outcome = ideario("check", cwd=town / "content" / "ideas")
    assert outcome.stdout.count(UNKNOWN) == 1


@pytest.mark.parametrize("form", ["text", "json", "github", "markdown", "sarif"])
def test_a_file_in_no_community_is_a_failure_and_no_clean_bill_whatever_is_filtered(tmp_path, ideario, form) -> None:
    (tmp_path / "bench.yml").write_text("title: A bench")
    for arguments in (["bench.yml"], ["--only", "bench.yml"], ["nowhere.yml"], ["."]):
        outcome = ideario("check", "--format", form, *arguments, cwd=tmp_path)
        assert (outcome.exit_code, outcome.stdout) == (2, ""), arguments
        assert "is in no community" in outcome.stderr


def test_files_of_several_communities_are_checked_one_at_a_time(tmp_path, ideario) -> None:
    for name in ("north", "south"):
        riverton(tmp_path / name)
    outcome = ideario("check", "north/content", "south/content/community.yml", cwd=tmp_path)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "several communities: north, south" in outcome.stderr


def test_a_checkout_is_reached_through_a_link_and_its_own_links_stay_refused(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "town")
    (tmp_path / "link").symlink_to(town)
    (town / "content" / "ideas" / "leak.yml").symlink_to(tmp_path / "secret.yml")
    for root, path in (("town", "link"), ("link", "town"), ("link", "link"), ("town", str(tmp_path / "link"))):
        for name, code in (("bike-lanes", 0), ("leak", 1)):
            outcome = ideario("--root", root, "check", f"{path}/content/ideas/{name}.yml", cwd=tmp_path)
            assert (outcome.exit_code, "symlink" in outcome.stdout) == (code, bool(code)), (root, path, name)


def test_a_link_into_the_community_leads_there_and_what_is_not_there_is_looked_for_in_it(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "town")
    (tmp_path / "inner").symlink_to(town / "content" / "ideas")
    assert ideario("check", "inner/bike-lanes.yml", cwd=tmp_path).exit_code == 0
    assert ideario("--root", "town", "check", "inner/bike-lanes.yml", cwd=tmp_path).exit_code == 0
    outcome = ideario("check", "town/content/ideas/nowhere.yml", cwd=tmp_path)
    assert (outcome.exit_code, "there is no file or folder" in outcome.stderr) == (2, True)


def test_what_no_rule_looks_at_gets_no_clean_bill(tmp_path, ideario) -> None:
    town = riverton(tmp_path)
    (town / "content" / "ledger").mkdir()
    hidden = ("content/ideas/.DS_Store", "content/ideas/.idea/x.yml", "content/ideas/.gitkeep")
    for path in ("content/README.md", "README.md", "content/ledger/notes.txt", *hidden):
        (town / path).parent.mkdir(exist_ok=True)
        (town / path).write_text("x")
        outcome = ideario("check", path, cwd=town)
        assert (outcome.exit_code, "was not looked at" in outcome.stderr) == (2, True), outcome


def test_a_file_below_what_is_not_read_is_told_of_that(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "town")
    (town / "content" / "ideas" / "__pycache__").mkdir()
    (town / "content" / "ideas" / "__pycache__" / "x.yml").write_text("x")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "x.yml").write_text("x")
    (town / "content" / "ideas" / "away").symlink_to(tmp_path / "away")
    for folder, rule in (("__pycache__", "stray-file"), ("away", "symlink")):
        outcome = ideario("--root", "town", "check", f"content/ideas/{folder}/x.yml", cwd=tmp_path)
        assert f"content/ideas/{folder}:1:1: " in outcome.stdout
        assert rule in outcome.stdout


@pytest.mark.slow
def test_every_command_finds_the_community_above_the_folder_it_is_called_in(tmp_path, ideario) -> None:
    town = riverton(tmp_path / "town")
    below = town / "content" / "ideas"
    for words in (["check"], ["tally"], ["build"], ["verify"]):
        assert ideario(*words, cwd=below).exit_code == 0, words
    assert (town / "build" / "site" / "index.html").is_file()
    assert sorted(path.name for path in below.iterdir()) == ["bike-lanes.yml", "night-trams.yml"]
    for words in (["tally"], ["--root", ".", "tally"]):
        outcome = ideario(*words, cwd=tmp_path if len(words) == 1 else below)
        assert "content/community.yml:1:1: error: missing-community: " in outcome.stderr


def test_a_proposal_is_told_of_files_that_are_never_read_and_not_of_those_that_were_there(tmp_path, ideario) -> None:
    town = riverton(tmp_path)
    put(town, "ideas/old", IDEA).rename(town / "old.yml")
    commit(town)
    git(town, "add", "old.yml")
    git(town, "commit", "-q", "-m", "Add a file beside the content")
    base = git(town, "rev-parse", "HEAD").strip()
    put(town, "ideas/new", IDEA).rename(town / "new.yml")
    put(town, "idee/other", IDEA)
    outcome = ideario("check", "--new-since", base, cwd=town)
    assert outcome.exit_code == 1
    assert [line.split(":")[0] for line in outcome.stdout.splitlines() if "error" in line][:2] == [
        "content/idee/other.yml",
        "new.yml",
    ]
    assert "move it to content/ideas/new.yml" in outcome.stdout
    assert "move it to content/ideas/other.yml" in outcome.stdout
    assert "old.yml" not in outcome.stdout
    assert ideario("check", "new.yml", cwd=town).exit_code == 1


def test_the_file_that_came_later_is_to_blame_for_a_name_that_was_taken_and_takes_nothing(tmp_path, ideario) -> None:
    town = riverton(tmp_path)
    base = commit(town)
    put(town, "ideas/aaa/bike-lanes", {**IDEA, "title": "A casino"})
    for committed in (False, True):
        outcome = ideario("check", "--new-since", base, cwd=town)
        assert outcome.stdout.startswith("content/ideas/aaa/bike-lanes.yml:1:1: error: slug-taken: "), outcome.stdout
        assert "content/ideas/bike-lanes.yml:1:1" not in outcome.stdout
        assert ideario("build", cwd=town).exit_code == 1
        assert "A casino" not in (town / "build/site/ideas/bike-lanes/index.html").read_text()
        if not committed:
            commit(town)


def test_the_next_command_can_be_pasted_whatever_a_folder_is_called(tmp_path, ideario) -> None:
    riverton(tmp_path / "my ideas; rm -rf")
    outcome = ideario("--root", "my ideas; rm -rf", "check", cwd=tmp_path)
    assert outcome.stdout == "No problems. Next, run: ideario --root 'my ideas; rm -rf' build\n"
