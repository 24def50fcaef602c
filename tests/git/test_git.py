"""Git answers alike for everybody, what it refuses is told with the command that mends it, and its dates are claims."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from communities import commit, git, put, riverton
from hypothesis import given
from hypothesis import strategies as st
from ideario.git.changes import blobs, changes, commit_named, files, write_tree
from ideario.git.history import believed, claims_of, line_of, versions
from ideario.git.repository import git_at
from ideario.problems import Failure

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 23, 18, 17, tzinfo=UTC)


def day(number, month=1):
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.fixture
def town(tmp_path):
    riverton(tmp_path / "town")
    commit(tmp_path / "town", date="2026-01-02T12:00:00Z")
    put(tmp_path / "town", "ideas/later", {"title": "Later"})
    commit(tmp_path / "town", date="2026-01-10T12:00:00Z")
    return tmp_path / "town"


def clone(town, *options):
    place = town.parent / "clone"
    git(town, "config", "uploadpack.allowFilter", "true")
    git(town, "clone", "-q", *options, town.as_uri(), str(place))
    return place


# ---- which repository there is, and what of it


def test_no_repository_a_shallow_one_and_a_filtered_one_are_answers(town, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert git_at(town).history == "whole"
    assert git_at(riverton(tmp_path / "plain")).history == "none"
    assert git_at(clone(town, "--depth=1")).history == "shallow"
    for filtered in ("blob:none", "tree:0"):
        shutil.rmtree(tmp_path / "clone")
        put(town, "ideas/later", {"title": f"Later than {filtered}"})
        commit(town)
        found = git_at(clone(town, f"--filter={filtered}"))
        assert (found.history, found.whole) == ("partial", False)
        assert "--refetch --no-filter" in found.missing
        assert line_of(found).commits == ()
    git(tmp_path / "clone", "fetch", "-q", "--refetch", "--no-filter")
    assert git_at(tmp_path / "clone").history == "whole"


def test_a_repository_without_a_commit_has_a_history_of_nothing(tmp_path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    assert git_at(tmp_path).head == ""
    assert line_of(git_at(tmp_path)).commits == ()


def test_a_repository_of_somebody_else_is_refused_with_what_mends_it(town, monkeypatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(Failure, match="dubious ownership") as caught:
        git_at(town)
    assert f"git config --global --add safe.directory {town}" in caught.value.hint


@pytest.mark.parametrize("broken", ["HEAD", "config", "objects"])
def test_a_broken_repository_is_refused_and_not_read_as_none(town, broken) -> None:
    place = town / ".git" / broken
    shutil.rmtree(place) if place.is_dir() else place.write_text("[nonsense")
    with pytest.raises(Failure, match="does not read the repository"):
        line_of(git_at(town))


@pytest.mark.parametrize("lost", ["HEAD~1:content/challenges/quieter-streets.yml", "HEAD~1^{tree}", "HEAD~1", "HEAD"])
def test_an_object_that_is_lost_makes_the_repository_refused_and_not_the_rules_unwritten(town, lost) -> None:
    put(town, "challenges/quieter-streets", {"title": "Another"})
    commit(town, date="2026-01-11T12:00:00Z")
    name = git(town, "rev-parse", lost).strip()
    (town / ".git" / "objects" / name[:2] / name[2:]).unlink()

    def read():
        found = versions(line_of(git_at(town)), "content/challenges")
        return blobs(git_at(town), [version.after for version in found])

    with pytest.raises(Failure, match="does not read the repository") as failure:
        read()
    assert "grafts" not in failure.value.message  # git's own reason, and none of its advice
    assert "fsck" in failure.value.hint


def test_a_branch_without_a_commit_among_others_is_no_empty_history(town) -> None:
    assert git_at(town).missing == ""
    (town / ".git" / "HEAD").write_text("ref: refs/heads/new\n")
    found = git_at(town)
    assert (found.history, found.whole, line_of(found).commits) == ("unborn", False, ())
    assert "no commit" in found.missing


@pytest.mark.parametrize("name", ["ideas", "two\nlines\u2028and more", ""])
def test_a_folder_is_found_below_the_root_of_its_repository_with_and_without_a_commit(tmp_path, name) -> None:
    root = tmp_path / "town"
    (root / name).mkdir(parents=True)
    prefix = f"{name}/" if name else ""
    git(root, "init", "-q", "-b", "main")
    assert (git_at(root / name).prefix, git_at(root / name).head) == (prefix, "")
    head = commit(riverton(root))
    assert (git_at(root / name).prefix, git_at(root / name).head) == (prefix, head)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/new\n")
    assert (git_at(root / name).prefix, git_at(root / name).history) == (prefix, "unborn")


@pytest.mark.parametrize("tip", ["", "0" * 40 + "\n"])
def test_a_branch_that_a_crash_left_without_a_commit_is_refused(town, tip) -> None:
    (town / ".git" / "refs" / "heads" / "main").write_text(tip)
    with pytest.raises(Failure, match="does not read the repository"):
        line_of(git_at(town))


def test_a_submodule_among_the_files_is_no_file_that_is_lost(town) -> None:
    git(town, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},content/ideas/other.yml")
    git(town, "commit", "-q", "-m", "A submodule", date="2026-01-11T12:00:00Z")
    found = versions(line_of(git_at(town)), "content/ideas")
    assert [version.after for version in found if version.path == "content/ideas/other.yml"] == [""]
    assert "" not in blobs(git_at(town), [version.after for version in found])


def test_a_repository_whose_commits_are_lost_is_refused(town) -> None:
    for pack in (town / ".git" / "objects").iterdir():
        shutil.rmtree(pack)
    with pytest.raises(Failure, match="does not read the repository"):
        line_of(git_at(town))


def test_where_there_is_a_repository_and_no_git_that_is_told(town, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    plain = riverton(tmp_path / "plain")
    monkeypatch.setenv("PATH", "")
    assert git_at(plain).history == "none"
    with pytest.raises(Failure, match="none that can be run") as caught:
        git_at(town)
    assert caught.value.hint == "install git"


# ---- the same answers for everybody


def answers(town):
    found = git_at(town)
    line = line_of(found)
    return (
        [commit[1:] for commit in line.commits],
        versions(line, "content", renames=True),
        files(found, found.head),
        changes(found, line.commits[0].name, found.head),
    )


SETTINGS = [
    "log.showRoot=false", "core.quotePath=true", "color.ui=always", "diff.renames=false", "log.showSignature=true",
    "diff.relative=true", "diff.noprefix=true", "diff.orderFile=/dev/null", "log.follow=true", "log.date=relative",
    "i18n.logOutputEncoding=ISO-8859-1", "log.diffMerges=off", "diff.external=false", "diff.ignoreSubmodules=all",
    "core.useReplaceRefs=true", "log.decorate=full", "diff.renameLimit=1", "core.abbrev=4", "core.pager=false",
    "log.excludeDecoration=*", "format.pretty=oneline", "core.fsmonitor=false", "diff.algorithm=patience",
]  # fmt: skip


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_setting_of_the_user_changes_an_answer(town, monkeypatch, setting) -> None:
    before = answers(town)
    for number, part in enumerate(["KEY", "VALUE"]):
        monkeypatch.setenv(f"GIT_CONFIG_{part}_0", setting.split("=", 1)[number])
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    assert answers(town) == before


def test_no_variable_of_a_hook_changes_an_answer_and_none_is_a_secret(town, tmp_path, monkeypatch) -> None:
    before = answers(town)
    said = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, check=True, text=True).stdout
    names = [name for name in said.split() if not name.startswith("GIT_CONFIG")]
    assert {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"} <= set(names)
    names += ["GIT_EXTERNAL_DIFF", "GIT_NAMESPACE", "GIT_ICASE_PATHSPECS", "GIT_DIFF_OPTS", "GIT_REF_PARANOIA"]
    for name in names:
        monkeypatch.setenv(name, str(tmp_path))
    assert answers(town) == before


def test_git_is_given_neither_tokens_nor_the_key(town, tmp_path, monkeypatch) -> None:
    secrets = "GITHUB_TOKEN", "IDEARIO_LEDGER_KEY", "IDEARIO_LEDGER_NEW_KEY", "IDEARIO_APP_KEY", "A_PASSWORD", "api_key"
    for name in (*secrets, "ACTIONS_ID_TOKEN_REQUEST_TOKEN"):
        monkeypatch.setenv(name, "do-not-show-this")
    spy = tmp_path / "bin" / "git"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\nenv >> "{tmp_path}/seen"\nexec {shutil.which("git")} "$@"\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}{os.pathsep}{os.environ['PATH']}")
    answers(town)
    assert "PATH=" in (tmp_path / "seen").read_text()
    assert "do-not-show-this" not in (tmp_path / "seen").read_text()


def test_replaced_commits_do_not_count(town) -> None:
    before = answers(town)
    git(town, "replace", git(town, "rev-parse", "HEAD").strip(), git(town, "rev-parse", "HEAD~1").strip())
    assert answers(town) == before


# ---- what a repository holds


def test_files_of_a_revision_are_read_from_objects_and_nothing_hides_them(town) -> None:
    (town / "content" / ".gitattributes").write_text("* export-ignore filter=x\n")
    (town / "content" / "link").symlink_to("ideas")
    commit(town)
    found = git_at(town)
    into = town.parent / "then"
    write_tree(found, files(found, commit_named(found, "HEAD"), "content"), into)
    assert (into / "content" / "link").is_symlink()
    assert (into / "content/ideas/later.yml").read_bytes() == (town / "content/ideas/later.yml").read_bytes()
    assert sorted(path.name for path in (into / "content").iterdir()) == sorted(
        path.name for path in (town / "content").iterdir()
    )


def test_a_revision_that_nobody_knows_is_told(town) -> None:
    for revision in ("nothing", "--help", "", "HEAD:content"):
        with pytest.raises(Failure, match="does not know the revision"):
            commit_named(git_at(town), revision)


def test_changes_between_two_revisions_tell_what_was_renamed(town) -> None:
    (town / "content/ideas/b\nc \u00e8.yml").write_text("title: Odd\n")
    before = commit(town)
    git(town, "mv", "content/ideas/later.yml", "content/ideas/sooner.yml")
    git(town, "rm", "-q", "content/ideas/bike-lanes.yml")
    (town / "content/ideas/b\nc \u00e8.yml").write_text("title: Odder\n")
    put(town, "people/ada", {"name": "Ada"})
    after = commit(town)
    found = changes(git_at(town), before, after, "content")
    assert [(change.status, change.path, change.former) for change in found] == [
        ("modified", "content/ideas/b\nc \u00e8.yml", ""),
        ("deleted", "content/ideas/bike-lanes.yml", ""),
        ("renamed", "content/ideas/sooner.yml", "content/ideas/later.yml"),
        ("added", "content/people/ada.yml", ""),
    ]
    texts = blobs(git_at(town), [found[0].before, found[0].after])
    assert texts == {found[0].before: b"title: Odd\n", found[0].after: b"title: Odder\n"}
    [said] = claims_of(git_at(town), [after]).values()
    assert (said.author, said.email, said.subject) == ("Ada", "ada@example.org", "Change content")


def test_a_folder_of_a_repository_sees_its_own_paths(tmp_path) -> None:
    riverton(tmp_path / "towns" / "riverton")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Add a town")
    found = git_at(tmp_path / "towns" / "riverton")
    assert {entry.path for entry in files(found, found.head, "content")} == {
        version.path for version in versions(line_of(found), "content")
    }
    assert "content/community.yml" in {entry.path for entry in files(found, found.head)}


# ---- dates are claims


def moments(*dates, now=NOW):
    return [moment for moment, _ in believed(dates, now)]


@pytest.mark.parametrize(
    ("claimed", "counts"),
    [
        ([day(2), day(10), day(20)], [day(2), day(10), day(20)]),
        ([datetime(2082, 3, 1, tzinfo=UTC), day(10), day(20)], [day(10), day(10), day(20)]),  # a clock far ahead
        ([day(2), day(25, 6), day(10), day(20)], [day(2), day(10), day(10), day(20)]),  # ahead, and yet past
        ([day(2), day(5, 2), day(15)], [day(2), day(5, 2), NOW]),  # backdated: it is there now, that is all we know
        ([day(2), day(5, 2), day(15), day(9, 2)], [day(2), day(5, 2), day(9, 2), day(9, 2)]),
        ([day(2), None, day(20)], [day(2), day(20), day(20)]),  # no date that a calendar has
        ([day(2), day(10), day(10) - DAY / 2], [day(2), day(10), day(10)]),  # clocks a few hours apart
        ([NOW + DAY / 2], [NOW]),
        ([None], [NOW]),
    ],
)
def test_a_date_that_contradicts_what_was_seen_later_is_not_believed(claimed, counts) -> None:
    assert moments(*claimed) == counts


@given(st.lists(st.none() | st.integers(0, 7 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))))
def test_moments_never_go_back_and_never_lie_ahead(dates) -> None:
    found = moments(*dates)
    assert found == sorted(found)
    assert all(moment <= NOW for moment in found)
    believable = [date for date in dates if date is not None and date <= NOW]
    if believable == sorted(believable):
        assert [moment for moment, date in zip(found, dates, strict=True) if date in believable] == believable


@pytest.mark.parametrize("stamp", ["253402300800 +0000", "99999999999999999999999 +0000", "-5 +0000", "abc +0000", ""])
def test_a_commit_with_an_odd_date_is_read_all_the_same(town, stamp) -> None:
    head, tree = (git(town, "rev-parse", name).strip() for name in ("HEAD", "HEAD^{tree}"))
    put(town, "ideas/odd", {"title": "Odd"})
    git(town, "add", "-A")
    tree = git(town, "write-tree").strip()
    text = f"tree {tree}\nparent {head}\nauthor A <a@b> {stamp}\ncommitter A <a@b> {stamp}\n\nodd\n"
    (town / "odd").write_text(text)
    name = git(town, "hash-object", "-t", "commit", "-w", "--literally", "odd").strip()
    git(town, "update-ref", "HEAD", name)
    line = line_of(git_at(town), now=NOW)
    assert (line.commits[-1].name, line.commits[-1].moment, line.commits[-1].believed) == (name, NOW, False)
    assert versions(line, "content/ideas")[-1].path == "content/ideas/odd.yml"
