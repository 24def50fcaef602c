"""`ideario upgrade` changes what the program wrote and nobody touched, and shows and leaves what people changed."""

import json
import shutil
from itertools import product
from pathlib import Path

import pytest
from communities import git
from ideario.founding.program_pin import Pin, program_pin
from ideario.founding.upgrades import upgrades
from ideario.founding.written_record import RECORD, digest, read_record, record_text
from ideario.resources import SOURCE

OLD = "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v0.0.9"
PUBLISH, SWEEP = ".github/workflows/publish.yml", ".github/workflows/sweep.yml"
OWNERS, FORM = ".github/CODEOWNERS", ".github/ISSUE_TEMPLATE/idea.yml"


@pytest.fixture
def root(tmp_path, ideario) -> Path:
    """A community that was founded with this version."""
    founded = tmp_path / "riverton"
    done = ideario("init", founded, "--kind", "town", "--language", "en", "--repository", "riverton/ideas", "--yes")
    assert done.exit_code == 0, done.stderr
    return founded


@pytest.fixture
def upgrade(root, ideario):
    """`upgrade("--write")`: what the command says of the community, as a document."""

    def run(*arguments: str):
        done = ideario("--root", root, "upgrade", *arguments, "--format", "json")
        assert (done.exit_code, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return run


def kinds(document) -> dict[str, str]:
    return {change["path"]: change["kind"] for change in document["changes"]}


def texts(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def as_written_by_an_earlier_version(root: Path, path: str, text: str | None) -> None:
    """Have this text be what the program once wrote; None, as though no version had known the file."""
    known = read_record(root)
    assert known is not None
    known.pop(path, None)
    if text is not None:
        known[path] = digest(text)
    (root / RECORD).write_text(record_text(known), "utf-8")


def test_in_a_new_community_there_is_nothing_to_do(root, ideario, upgrade) -> None:
    before = texts(root)
    assert upgrade() == {**upgrade("--write"), "changes": [], "written": []}
    assert texts(root) == before
    said = ideario("--root", root, "upgrade")
    assert said.stdout == f"Nothing to do: no file is behind {program_pin().label}.\n"


def test_a_newer_commit_is_one_line_of_each_workflow_and_what_else_is_there_stays(root, ideario, upgrade) -> None:
    now = f"@{program_pin().commit} # {program_pin().label}"
    after = texts(root)
    for path in (PUBLISH, SWEEP):
        change(root, path, now, OLD)
    change(root, "README.md", program_pin().package, f"git+{SOURCE}@{OLD[1:41]}")
    change(root, SWEEP, "7,27,47", "3,33")  # theirs, and of the same text as ever in the kit
    before = texts(root)
    assert kinds(upgrade()) == {PUBLISH: "pin", SWEEP: "pin", "README.md": "pin"}
    assert texts(root) == before
    said = ideario("--root", root, "upgrade").stdout
    assert f"  -    uses: ideario/ideario/.github/workflows/reusable-publish.yml{OLD}\n" in said
    assert f"  +    uses: ideario/ideario/.github/workflows/reusable-publish.yml{now}\n" in said
    assert upgrade("--write")["written"] == [PUBLISH, SWEEP, "README.md"]
    assert texts(root) == {**after, SWEEP: after[SWEEP].replace("7,27,47", "3,33")}
    assert kinds(upgrade()) == {}


def test_what_an_earlier_version_wrote_and_nobody_touched_becomes_what_this_one_writes(root, upgrade) -> None:
    after = texts(root)
    old = after[PUBLISH].replace("17 */3", "0 0").replace("\n", "\r\n")  # fetched by a git that changes line ends
    (root / PUBLISH).write_bytes(old.encode())
    as_written_by_an_earlier_version(root, PUBLISH, old)
    (root / SWEEP).unlink()
    as_written_by_an_earlier_version(root, SWEEP, None)
    (root / ".github/workflows/old.yml").write_text("name: old\n")
    as_written_by_an_earlier_version(root, ".github/workflows/old.yml", "name: old\n")
    assert kinds(upgrade("--write")) == {".github/workflows/old.yml": "gone", PUBLISH: "ours", SWEEP: "new"}
    assert texts(root) == after


def test_what_people_changed_is_shown_and_left_until_they_decide(root, ideario, upgrade) -> None:
    after = texts(root)
    for path in (OWNERS, PUBLISH):
        (root / path).write_text("# ours\n", "utf-8")
    before = texts(root)
    assert kinds(upgrade("--write")) == {}  # the program has nothing new to say of them
    as_written_by_an_earlier_version(root, OWNERS, "of long ago\n")
    as_written_by_an_earlier_version(root, PUBLISH, "of long ago\n")
    assert kinds(upgrade("--write")) == {OWNERS: "theirs", PUBLISH: "theirs"}
    said = ideario("--root", root, "upgrade", "--write").stdout
    assert f"{OWNERS}: you have changed this file, so it stays as it is; what the program would write:\n" in said
    assert "  -# ours\n" in said
    assert {**texts(root), RECORD: ""} == {**before, RECORD: ""}
    assert upgrade("--write", "--take", PUBLISH, "--leave", OWNERS)["written"] == [OWNERS, PUBLISH]
    assert texts(root) == {**after, OWNERS: "# ours\n"}
    assert kinds(upgrade()) == {}


def test_what_people_removed_stays_away(root, upgrade) -> None:
    (root / SWEEP).unlink()
    as_written_by_an_earlier_version(root, SWEEP, "of long ago\n")
    assert kinds(upgrade("--write")) == {}
    assert not (root / SWEEP).exists()


def test_without_a_record_all_that_differs_is_taken_for_theirs(root, upgrade) -> None:
    (root / RECORD).unlink()
    assert kinds(upgrade("--write")) == {}
    change(root, PUBLISH, "17 */3", "0 0")
    assert kinds(upgrade()) == {}
    (root / RECORD).unlink()
    assert kinds(upgrade("--write")) == {PUBLISH: "theirs"}
    assert kinds(upgrade()) == {PUBLISH: "theirs"}


def test_a_form_follows_the_settings_and_is_remembered_by_whoever_writes_it(root, ideario, upgrade) -> None:
    change(root, "content/community.yml", "tags:\n", "tags:\n  a-new-tag: A new tag\n")
    assert kinds(upgrade()) == {FORM: "ours"}
    ideario("--root", root, "receive", "--write-form")
    change(root, "content/community.yml", "  a-new-tag: A new tag\n", "  another-tag: Another tag\n")
    assert kinds(upgrade("--write")) == {FORM: "ours"}
    assert kinds(upgrade()) == {}


def test_the_lines_that_name_a_schema_follow_the_address_of_the_site(root, ideario, upgrade) -> None:
    old = "https://riverton.github.io/ideas/"
    (challenge,) = (path for path in texts(root) if path.startswith("content/challenges/"))
    change(root, "content/community.yml", f"{old}schemas", "https://ideas.riverton.example/schemas")
    with (root / "content/community.yml").open("a") as file:
        file.write("url: https://ideas.riverton.example/\n")
    before = texts(root)
    named = kinds(upgrade("--write"))
    assert named[challenge] == "line"
    first = (root / challenge).read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=https://ideas.riverton.example/schemas/challenge.schema.json"
    assert texts(root)[challenge].splitlines()[1:] == before[challenge].splitlines()[1:]
    assert ideario("--root", root, "check").stdout.startswith("No problems")


def test_files_elsewhere_are_no_business_of_a_record(root, tmp_path, upgrade) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("x\n")
    (root / "link.yml").symlink_to(outside)
    as_written_by_an_earlier_version(root, "../outside.yml", "x\n")
    as_written_by_an_earlier_version(root, "link.yml", "x\n")
    as_written_by_an_earlier_version(root, str(outside), "x\n")
    assert kinds(upgrade("--write")) == {}
    assert outside.read_text() == "x\n"
    assert (root / "link.yml").is_symlink()


def test_what_a_record_says_of_content_or_of_gits_own_files_takes_nothing_away(root, upgrade) -> None:
    git(root, "init", "-q")
    document = json.loads((root / RECORD).read_text("utf-8"))
    paths = ("content/community.yml", ".git/HEAD", ".GIT/HEAD", "README.md")
    known = {path: digest((root / path.replace(".GIT", ".git")).read_text("utf-8")) for path in paths}
    (root / RECORD).write_text(record_text(document["written"] | known), "utf-8")
    assert kinds(upgrade("--write")) == {}
    assert all((root / path).is_file() for path in ("content/community.yml", ".git/HEAD", "README.md"))


def test_nothing_is_written_past_a_link_that_leads_elsewhere(root, tmp_path, ideario) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.rmtree(root / ".github")
    (root / ".github").symlink_to(outside)
    done = ideario("--root", root, "upgrade", "--write")
    assert done.exit_code == 2
    assert ".github is a symbolic link" in done.stderr
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--write", "--take", OWNERS], f"there is nothing to decide about {OWNERS}"),
        (["--take", OWNERS], "--take and --leave say what to write: give --write too"),
    ],
)
def test_only_what_people_changed_is_for_them_to_decide(arguments, said, root, ideario) -> None:
    done = ideario("--root", root, "upgrade", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_program_that_is_behind_undoes_nothing(root, ideario) -> None:
    change(root, PUBLISH, f"# {program_pin().label}", "# v99.0.0")
    before = texts(root)
    done = ideario("--root", root, "upgrade", "--write")
    assert done.exit_code == 2
    assert "the workflows name v99.0.0, and this program is v" in done.stderr
    assert "pip install --upgrade ideario" in done.stderr
    assert texts(root) == before


@pytest.mark.parametrize("text", ["", "[]", '{"written": 3}', "\ufeff{}"])
def test_a_record_that_is_none_is_named(text, root, ideario) -> None:
    (root / RECORD).write_text(text, "utf-8")
    done = ideario("--root", root, "upgrade", "--write")
    assert done.exit_code == 2
    assert f"{RECORD} is not what the program writes there" in done.stderr


def test_whatever_stands_there_no_text_of_theirs_is_lost_and_nothing_is_said_twice() -> None:
    pin = Pin("f" * 40, "v1.0.0")
    call = "uses: ideario/ideario/.github/workflows/reusable-x.yml@"
    some = [None, f"a\n{call}{pin.commit} # {pin.label}\n", f"a\n{call}{OLD[1:]}\n", "b\n", f"c\n{call}{OLD[1:]}\n"]
    for before, after, remembered, remembers in product(some, some[:4], some, (True, False)):
        there = {} if before is None else {"f": before}
        wanted = {} if after is None else {"f": after}
        known = None if not remembers else {} if remembered is None else {"f": digest(remembered)}
        found = {one.kind: one for one in upgrades(there, wanted, known, pin)}
        written = known is not None and before is not None and known.get("f") == digest(before)
        if "ours" in found or "gone" in found:
            assert written
        if "pin" in found:
            moved = found["pin"].after
            assert before is not None
            assert moved is not None
            assert digest(moved) == digest(before)
        assert ("new" in found) == (before is None and after is not None and not known)
        if "theirs" not in found and after is not None and found:
            stands = {one.path: one.after for one in found.values() if one.after is not None}
            assert [*upgrades(stands, wanted, {"f": digest(after)}, pin)] == []


def test_the_community_itself_is_all_that_changes_in_git(root, upgrade) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Found")
    upgrade("--write")
    assert git(root, "status", "--porcelain") == ""
