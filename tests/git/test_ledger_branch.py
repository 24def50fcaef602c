"""A ledger on a branch: fetched, changed and pushed by real git, to folders and to a server that asks for a token."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import riverton
from git_server import GitServer, git_server
from ideario.cli.shared.branch_options import git_environment
from ideario.git.ledger_branch import ledger_of, update_branch
from ideario.problems import Failure

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, 18, 17, tzinfo=UTC)
BYTES = b'{"seq": 1}\r\n{"seq": 2}\n'


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def origin(tmp_path) -> Path:
    """A bare repository with one commit on main."""
    bare = tmp_path / "origin.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    (tmp_path / "README.md").write_text("# Riverton\n")
    blob = git(bare, "hash-object", "-w", str(tmp_path / "README.md"))
    git(bare, "update-index", "--add", "--cacheinfo", f"100644,{blob},README.md")
    tree = git(bare, "write-tree")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    git(bare, "update-ref", "refs/heads/main", git(bare, *who, "commit-tree", tree, "-m", "begin"))
    return bare


@pytest.fixture
def root(tmp_path, origin) -> Path:
    """A clone of it."""
    subprocess.run(["git", "clone", "-q", str(origin), str(tmp_path / "root")], check=True)
    return tmp_path / "root"


def update(root, change, **more):
    return update_branch(root, "ledger", change, message="sync", now=NOW, environment=dict(os.environ), **more)


def writing(**files: bytes):
    """A change that writes files into the ledger's folder; `__` in a name is a slash."""

    def change(folder: Path) -> str:
        for name, content in {"ledger.json": b"{}", **files}.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return "done"

    return change


def read(root: Path) -> dict[str, bytes] | None:
    with ledger_of(root, "ledger", environment=dict(os.environ)) as folder:
        if not folder.exists():
            return None
        files = [path for path in folder.rglob("*") if path.is_file() and path.name != "ledger.json"]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_branch_that_was_made_beforehand_and_holds_no_ledger_yet_is_taken(root, origin) -> None:
    blob = git(origin, "hash-object", "-w", str(root / "README.md"))
    git(origin, "read-tree", "--empty")
    git(origin, "update-index", "--add", "--cacheinfo", f"100644,{blob},.gitattributes")
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    tree = git(origin, "write-tree")
    git(origin, "update-ref", "refs/heads/ledger", git(origin, *who, "commit-tree", tree, "-m", "begin"))
    assert set(read(root) or {}) == {".gitattributes"}
    assert update(root, writing(lines=BYTES)) == "done"
    assert set(read(root) or {}) == {".gitattributes", "lines"}
    assert git(origin, "rev-list", "--count", "ledger") == "2"


def test_the_first_run_makes_the_branch_and_the_next_one_adds_to_it(root, origin) -> None:
    assert read(root) is None
    assert update(root, writing(lines=BYTES, staged__note=b"x")) == "done"
    assert read(root) == {"lines": BYTES, "staged/note": b"x"}
    update(root, writing(lines=BYTES + b"more"))
    assert read(root) == {"lines": BYTES + b"more", "staged/note": b"x"}
    assert git(origin, "log", "--format=%an|%cI|%s", "ledger") == "\n".join(
        ["ideario|2026-11-23T18:17:00+00:00|sync"] * 2
    )
    assert "main" not in git(origin, "branch", "--contains", "ledger")


def test_files_that_git_would_mend_or_ignore_keep_their_bytes(root, monkeypatch, tmp_path) -> None:
    (root / ".gitattributes").write_text("* text eol=crlf\n")
    (root / ".gitignore").write_text("*\n")
    settings = tmp_path / "gitconfig"
    settings.write_text("[core]\n\tautocrlf = true\n\texcludesFile = " + str(root / ".gitignore") + "\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    update(root, writing(lines=BYTES))
    assert read(root) == {"lines": BYTES}


def test_the_checkout_is_not_touched(root) -> None:
    before = sorted(path.relative_to(root) for path in root.rglob("*"))
    config = (root / ".git" / "config").read_bytes()
    update(root, writing(lines=BYTES))
    assert read(root)
    assert sorted(path.relative_to(root) for path in root.rglob("*")) == before
    assert (root / ".git" / "config").read_bytes() == config
    assert git(root, "rev-parse", "--is-shallow-repository") == "false"


def test_what_has_not_changed_makes_no_commit(root, origin) -> None:
    update(root, writing(lines=BYTES))
    before = git(origin, "rev-parse", "ledger")
    update(root, writing(lines=BYTES))
    update(root, lambda _folder: None)
    assert git(origin, "rev-parse", "ledger") == before


def test_a_change_that_writes_nothing_makes_no_branch(root, origin) -> None:
    assert update(root, lambda folder: folder.exists()) is False
    assert git(origin, "branch", "--list", "ledger") == ""


@pytest.mark.parametrize("begun", [False, True], ids=["to make the branch", "to add to it"])
def test_when_another_run_was_faster_the_work_is_thrown_away_and_done_again(root, origin, begun) -> None:
    if begun:
        update(root, writing(lines=b"first\n"))
    seen = []

    def slow(folder: Path) -> None:
        lines = (folder / "lines").read_bytes() if folder.exists() else b""
        seen.append(lines)
        if len(seen) == 1:
            update(root, writing(lines=lines + b"theirs\n"))
        writing(lines=lines + b"ours\n")(folder)

    update(root, slow)
    before = b"first\n" if begun else b""
    assert seen == [before, before + b"theirs\n"]
    assert read(root) == {"lines": before + b"theirs\n" + b"ours\n"}
    assert int(git(origin, "rev-list", "--count", "ledger")) == 2 + begun


def test_a_run_that_is_overtaken_three_times_gives_up_and_overwrites_nothing(root) -> None:
    times = []

    def overtaken(folder: Path) -> None:
        times.append(1)
        update(root, writing(lines=b"theirs %d" % len(times)))
        writing(lines=b"ours")(folder)

    with pytest.raises(Failure, match="other runs pushed to the branch ledger") as failure:
        update(root, overtaken)
    assert "run it again" in failure.value.hint
    assert len(times) == 3
    assert read(root) == {"lines": b"theirs 3"}


def test_what_an_interrupted_run_leaves_is_kept_and_its_failure_told(root) -> None:
    update(root, writing(lines=BYTES))

    def interrupted(folder: Path) -> None:
        writing(staged__note=b"go on here")(folder)
        raise Failure("the hour's points are used up")

    with pytest.raises(Failure, match="points are used up"):
        update(root, interrupted)
    assert read(root) == {"lines": BYTES, "staged/note": b"go on here"}


def test_a_new_epoch_replaces_the_history_and_an_overtaken_one_begins_again(root, origin) -> None:
    update(root, writing(lines=b"a name\n"))
    update(root, writing(lines=b"a name\nmore\n"))
    seen = []

    def erase(folder: Path) -> None:
        seen.append((folder / "lines").read_bytes())
        if len(seen) == 1:
            update(root, writing(lines=b"a name\nmore\nstill more\n"))
        writing(lines=seen[-1].replace(b"a name", b"erased"))(folder)

    update(root, erase, new_epoch=True)
    assert read(root) == {"lines": b"erased\nmore\nstill more\n"}
    assert git(origin, "rev-list", "--count", "ledger") == "1"


def test_a_failed_new_epoch_replaces_no_history(root, origin) -> None:
    update(root, writing(lines=b"one"))
    update(root, writing(lines=b"two"))

    def fails(folder: Path) -> None:
        raise Failure("no")

    with pytest.raises(Failure, match="no"):
        update(root, fails, new_epoch=True)
    assert git(origin, "rev-list", "--count", "ledger") == "2"


def test_an_origin_that_cannot_be_read_is_no_absent_branch(root, tmp_path) -> None:
    git(root, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(Failure, match="cannot see the branches of `origin`"):
        read(root)
    with pytest.raises(Failure, match="cannot see the branches of `origin`"):
        update(root, writing(lines=b""))


def test_a_push_that_is_refused_for_good_is_told_in_git_s_words(root, origin) -> None:
    hook = origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho this branch is protected >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(Failure, match=r"cannot push the ledger: .*this branch is protected"):
        update(root, writing(lines=b""))


def test_a_refused_push_does_not_hide_why_the_run_was_interrupted(root, origin) -> None:
    hook = origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho this branch is protected >&2\nexit 1\n")
    hook.chmod(0o755)

    def interrupted(folder: Path) -> None:
        writing(staged__note=b"go on here")(folder)
        raise Failure("the hour's points are used up", hint="run it again")

    with pytest.raises(Failure, match="points are used up") as failure:
        update(root, interrupted)
    assert failure.value.hint.startswith("run it again\n  nothing of this run was kept either: cannot push the ledger")


def test_a_branch_that_cannot_be_one_is_refused(root) -> None:
    with pytest.raises(Failure, match="no name for a branch"), ledger_of(root, "a..b", environment=dict(os.environ)):
        pass


def test_a_branch_that_holds_something_else_is_left_alone(root, origin) -> None:
    before = git(origin, "rev-parse", "main")
    with pytest.raises(Failure, match="the branch main holds no ledger"):
        update_branch(root, "main", writing(lines=b""), message="", now=NOW, environment=dict(os.environ))
    assert git(origin, "rev-parse", "main") == before


def test_a_folder_without_origin_says_what_to_do(tmp_path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(Failure, match="no checkout of a repository with an `origin`") as failure:
        read(tmp_path)
    assert "--ledger" in failure.value.hint


@pytest.fixture
def served(origin, root) -> Iterator[GitServer]:
    """`root` with an origin on a server that wants a token."""
    with git_server(origin.parent, {"s3cret": "write"}) as server:
        git(root, "remote", "set-url", "origin", f"{server.url}/origin.git")
        yield server


def test_the_token_of_the_environment_opens_its_own_server(root, served, monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "s3cret")
    monkeypatch.setenv("GITHUB_SERVER_URL", served.url)
    environment = git_environment()
    update_branch(root, "ledger", writing(lines=BYTES), message="sync", now=NOW, environment=environment)
    with ledger_of(root, "ledger", environment=environment) as folder:
        assert (folder / "lines").read_bytes() == BYTES
    assert None not in served.asked


def test_the_token_is_shown_to_no_other_server(root, served, monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "s3cret")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    with (
        pytest.raises(Failure, match="cannot see the branches"),
        ledger_of(root, "ledger", environment=git_environment()),
    ):
        pass
    assert served.asked
    assert set(served.asked) == {None}


def test_git_is_given_neither_the_key_nor_the_token_by_name(monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "s3cret")
    monkeypatch.setenv("IDEARIO_LEDGER_KEY", "k" * 32)
    environment = git_environment()
    assert not {"GITHUB_TOKEN", "IDEARIO_LEDGER_KEY"} & set(environment)


def test_a_sync_to_a_branch_without_a_key_is_refused_before_anything_is_asked(ideario, root) -> None:
    done = ideario("sync", "--branch", "ledger", cwd=root, env={"IDEARIO_LEDGER_KEY": None, "GITHUB_TOKEN": "x"})
    assert done.exit_code == 2
    assert "nothing can be written to the branch ledger: there is no key" in done.stderr
    assert "openssl rand -hex 32" in done.stderr


@pytest.mark.parametrize("command", ["sync", "build", "tally"])
def test_a_ledger_has_one_place(ideario, root, command) -> None:
    done = ideario(command, "--branch", "ledger", "--ledger", "votes", cwd=root)
    assert done.exit_code == 2
    assert "--ledger and --branch exclude one another" in done.stderr


@pytest.mark.parametrize(
    ("command", "following"),
    [(["tally"], "build"), (["verify"], "tally"), (["report", "integrity"], "sync")],
    ids=["tally", "verify", "report"],
)
def test_the_next_command_is_told_with_the_same_ledger(ideario, root, command, following) -> None:
    riverton(root)
    done = ideario(*command, "--branch", "the-votes", cwd=root)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.endswith(f"Next, run: ideario {following} --branch the-votes\n")


@pytest.mark.parametrize("interrupted", [False, True], ids=["no branch", "a first run that was interrupted"])
def test_a_site_is_built_before_the_first_count_and_says_that_no_votes_could_be_read(
    ideario, root, interrupted
) -> None:
    riverton(root)
    if interrupted:
        update(root, lambda folder: [(folder / "staged").mkdir(parents=True), (folder / "staged" / "x").touch()])
    done = ideario("build", "--branch", "ledger", "--stale", cwd=root)
    assert done.exit_code == 0, done.stderr
    assert "The votes could not be fetched, so none are counted here." in (root / "build/site/index.html").read_text()
