"""What is written to GitHub is written once, at a pace, and never over what somebody else wrote."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from ideario.forge.pace import Pace
from ideario.forge.port import Account, Exhausted, ForgeFailure, NoAccess, NotFound
from ideario.forge.writing_port import FILE_BYTES, Behind, FileThere, Place, Unsure
from lives import writing

MARKER = "<!-- ideario:test -->"
PASSING = ["500", "502", "503", "hangup", "drop", "truncate", "not-json"]


@pytest.fixture
def bot(github):
    """The token of a workflow, whose account is a bot."""
    github.state.token("actions", "github-actions[bot]", kind="installation", limit=1_000)
    return "actions"


def bodies(github, name="issue/1"):
    return [row.body for row in github.state.thread(name).comments]


# ---- reading


def test_an_issue_comes_with_its_text_and_whoever_edited_it(github) -> None:
    state = github.state
    state.issue(author="ada", title="Bänke am Fluss", body="### Summary\r\n\r\nSit.", at="2026-01-05T10:00:00Z")
    state.edit("issue/1", body="### Summary\r\n\r\nSit down.", by="maintainer", at="2026-01-06T10:00:00Z")
    found = writing(github).issue(1)
    assert found is not None
    assert (found.name, found.title, found.text) == ("issue/1", "Bänke am Fluss", "### Summary\r\n\r\nSit down.")
    assert found.author is not None
    assert found.editor is not None
    assert (found.author.login, found.author.id) == ("ada", state.account("ada").id)
    assert (found.editor.login, found.edited) == ("maintainer", datetime(2026, 1, 6, 10, tzinfo=UTC))
    assert (found.open, found.here, found.labels) == (True, True, ())


def test_what_is_no_issue_is_none(github) -> None:
    github.state.pull(author="ada", files=["content/ideas/a.yml"])
    assert writing(github).issue(1) is None
    assert writing(github).issue(99) is None


def test_all_comments_of_many_threads_come_however_many_there_are(github) -> None:
    state = github.state
    for number in range(1, 31):
        state.issue(author=f"author-{number}")
        for comment in range(3):
            state.comment(f"issue/{number}", "bob", f"{number}.{comment}")
    for comment in range(150):
        state.comment("issue/7", "eve", f"more {comment}")
    state.delete_account("eve")
    found = writing(github).comments([f"issue/{number}" for number in range(1, 40)])
    assert {name: len(rows) for name, rows in found.items()} == {
        f"issue/{number}": 153 if number == 7 else 3 for number in range(1, 31)
    }
    assert [row.text for row in found["issue/7"]] == bodies(github, "issue/7")
    assert found["issue/7"][-1].author is None


def test_files_are_read_at_a_commit_byte_for_byte_and_no_others_than_files(github) -> None:
    git = github.state.home.git
    files = {"content/a.yml": "title: Ä\r\n", "content/deep/b.yml": b"\xff\xfe\x00", "big.yml": "x" * (FILE_BYTES + 1)}
    commit = git.commit("main", files)
    flat = git.flat(git.commits[commit].tree) | {"content/link.yml": ("120000", git.blob(b"../secret"))}
    who = ("ada", "ada@example.org", 0)
    linked = git.keep_commit(tree=git.tree_of(flat), parents=(commit,), message="Link", author=who, committer=who)
    names = ("content/a.yml", "content/deep/b.yml", "big.yml", "content/link.yml", "content", "gone.yml", "../up", "")
    found = writing(github).contents([Place(linked, name) for name in names] + [Place("0" * 40, "content/a.yml")])
    assert {place.path: there for place, there in found.items() if place.commit == linked} == {
        "content/a.yml": FileThere(kind="file", content="title: Ä\r\n".encode()),
        "content/deep/b.yml": FileThere(kind="file", content=b"\xff\xfe\x00"),
        "big.yml": FileThere(kind="too long"),
        "content/link.yml": FileThere(kind="link"),
        "content": FileThere(kind="folder"),
        "gone.yml": FileThere(kind="nothing"),
        "../up": FileThere(kind="nothing"),
        "": found[Place(linked, "")],
    }
    assert found[Place(linked, "")].content is None
    assert found[Place("0" * 40, "content/a.yml")] == FileThere(kind="nothing")


def test_many_files_of_many_commits_are_one_question_for_what_and_one_for_which_text(github) -> None:
    git = github.state.home.git
    places = []
    for number in range(40):
        commit = git.commit(f"b{number}", {"content/a.yml": f"title: {number}\n", "content/b.yml": "b\n"}, base="main")
        places += [Place(commit, "content/a.yml"), Place(commit, "content/b.yml")]
    forge = writing(github)
    forge.home()
    before = forge.meter.requests
    found = forge.contents(places)
    assert forge.meter.requests - before == 2
    assert found[places[78]] == FileThere(kind="file", content=b"title: 39\n")


# ---- comments


def test_a_comment_with_its_marker_is_written_once(github, bot) -> None:
    github.state.issue(author="ada")
    github.state.comment("issue/1", "eve", f"I have it too: {MARKER}")
    first = writing(github, token=bot).post("issue/1", f"Thank you. {MARKER}", marker=MARKER)
    again = writing(github, token=bot).post("issue/1", f"Another text. {MARKER}", marker=MARKER)
    assert (first.id, again.id) == (again.id, first.id)
    assert bodies(github)[1:] == [f"Thank you. {MARKER}"]


@pytest.mark.parametrize("kind", PASSING)
def test_an_answer_that_is_lost_leaves_one_comment(github, bot, kind) -> None:
    """Some of these faults strike before GitHub has written, some after; nobody can tell which."""
    github.state.issue(author="ada")
    github.faults.add(kind, where="POST /repos/riverton/ideas/issues/1/comments")
    writing(github, token=bot).post("issue/1", f"Thank you. {MARKER}", marker=MARKER)
    assert github.faults.struck == {kind: 1}
    assert bodies(github) == [f"Thank you. {MARKER}"]


def test_no_answer_again_and_again_is_unsure_and_no_claim(github, bot) -> None:
    github.state.issue(author="ada")
    github.faults.add("502", where="POST /repos/riverton/ideas/issues/1/comments", times=None)
    with pytest.raises(Unsure):
        writing(github, token=bot).post("issue/1", MARKER, marker=MARKER)


def test_of_two_comments_that_were_written_at_once_one_stays(github, bot) -> None:
    github.state.issue(author="ada")

    def meanwhile():
        github.state.comment("issue/1", "github-actions[bot]", f"The other run. {MARKER}")

    github.faults.add("call", where="POST /repos/riverton/ideas/issues/1/comments", call=meanwhile)
    kept = writing(github, token=bot).post("issue/1", f"This run. {MARKER}", marker=MARKER)
    assert bodies(github) == [f"The other run. {MARKER}"]
    assert kept.text == f"The other run. {MARKER}"


def test_a_comment_is_edited_where_its_text_is_another(github, bot) -> None:
    github.state.issue(author="ada")
    forge = writing(github, token=bot)
    comment = forge.post("issue/1", f"One. {MARKER}", marker=MARKER)
    writes = github.counters.writes
    forge.edit(comment, comment.text)
    assert github.counters.writes == writes
    forge.edit(comment, f"Two. {MARKER}")
    assert bodies(github) == [f"Two. {MARKER}"]


def test_a_locked_thread_is_said_to_be_no_place_to_write(github, bot) -> None:
    github.state.issue(author="ada")
    github.state.lock_thread("issue/1")
    with pytest.raises(NoAccess, match="locked"):
        writing(github, token=bot).post("issue/1", MARKER, marker=MARKER)


def test_a_thread_that_is_gone_is_not_found(github, bot) -> None:
    with pytest.raises(NotFound):
        writing(github, token=bot).post("issue/5", MARKER, marker=MARKER)


def test_labels_are_changed_where_they_are_others(github, bot) -> None:
    github.state.issue(author="ada")
    forge = writing(github, token=bot)
    forge.label("issue/1", add=["idea", "needs words"])
    writes = github.counters.writes
    forge.label("issue/1", add=["Idea"], remove=["elsewhere"])
    assert github.counters.writes == writes
    forge.label("issue/1", remove=["needs words"])
    assert github.state.thread("issue/1").labels == ["idea"]


# ---- branches and pull requests


def test_files_come_onto_a_new_branch_all_at_once(github, bot) -> None:
    git, forge = github.state.home.git, writing(github, token=bot)
    home = forge.home()
    files = {"content/ideas/a.yml": b"title: \xc3\x84\n", "README.md": None}
    made = forge.commit("ideario/issue-1", files, parent=home.tip, message="Add an idea", new=True)
    assert forge.tip("ideario/issue-1") == made
    assert (git.read(made, "content/ideas/a.yml"), git.read(made, "README.md")) == (b"title: \xc3\x84\n", None)
    assert git.commits[made].parents == (home.tip,)
    assert forge.home().tip == home.tip


def test_a_branch_that_is_there_or_went_on_is_not_overwritten(github, bot) -> None:
    git, forge = github.state.home.git, writing(github, token=bot)
    tip = forge.home().tip
    made = forge.commit("ideario/issue-1", {"a.yml": b"a"}, parent=tip, message="Add", new=True)
    with pytest.raises(Behind):
        forge.commit("ideario/issue-1", {"a.yml": b"b"}, parent=tip, message="Add", new=True)
    theirs = git.commit("ideario/issue-1", {"a.yml": "theirs"})
    with pytest.raises(Behind):
        forge.commit("ideario/issue-1", {"a.yml": b"c"}, parent=made, message="Change", new=False)
    assert forge.tip("ideario/issue-1") == theirs


@pytest.mark.parametrize("new", [True, False])
@pytest.mark.parametrize("kind", PASSING)
def test_an_answer_that_is_lost_leaves_one_commit(github, bot, kind, new) -> None:
    git, forge = github.state.home.git, writing(github, token=bot)
    tip = forge.home().tip
    if not new:
        tip = forge.commit("b", {"a.yml": b"first"}, parent=tip, message="Add", new=True)
    for call in ("git/trees", "git/commits", "git/refs"):
        github.faults.add(
            kind, where=f"{'PATCH' if call == 'git/refs' and not new else 'POST'} /repos/riverton/ideas/{call}"
        )
    made = forge.commit("b", {"a.yml": b"second"}, parent=tip, message="Add", new=new)
    assert github.faults.struck == {kind: 3}
    assert (git.refs["refs/heads/b"], git.commits[made].parents) == (made, (tip,))


def test_a_branch_has_one_pull_request_for_ever(github, bot) -> None:
    forge = writing(github, token=bot)
    forge.commit("ideario/issue-1", {"a.yml": b"a"}, parent=forge.home().tip, message="Add", new=True)
    assert forge.pull_of_branch("ideario/issue-1") is None
    github.state.pull(author="eve", files={"b.yml": "b"}).head = "ideario/issue-1"  # of a fork, by the same name
    pull = forge.open_pull("ideario/issue-1", title="An idea", text="Of issue 1.")
    assert pull.author is not None
    assert (pull.name, pull.author.id, pull.open) == ("pull/2", forge.viewer().id, True)
    github.state.close("pull/2")
    again = forge.open_pull("ideario/issue-1", title="An idea", text="Of issue 1.")
    assert (again.name, again.open, again.merged) == ("pull/2", False, None)
    assert len(github.state.home.pulls) == 2


def test_what_somebody_else_opens_from_the_branch_and_closes_again_does_not_stand_for_it(github, bot) -> None:
    """Anybody may open a pull request from any branch that they can see, into any other."""
    forge = writing(github, token=bot)
    forge.commit("ideario/issue-1", {"a.yml": b"a"}, parent=forge.home().tip, message="Add", new=True)
    theirs = github.state.open_pull("ideario/issue-1", author="eve")
    assert forge.open_pull("ideario/issue-1", title="An idea", text="").name == "pull/1"  # GitHub takes no other one
    github.state.close(theirs)
    assert forge.pull_of_branch("ideario/issue-1") is None
    assert forge.open_pull("ideario/issue-1", title="An idea", text="").name == "pull/2"
    github.state.close("pull/2")
    github.state.reopen("pull/1")  # a maintainer's no stays one
    found = forge.pull_of_branch("ideario/issue-1")
    assert found is not None
    assert (found.name, found.open) == ("pull/2", False)


def test_a_pull_request_into_another_branch_does_not_stand_for_its_branch(github, bot) -> None:
    forge = writing(github, token=bot)
    git = github.state.home.git
    git.refs["refs/heads/site"] = git.refs["refs/heads/main"]
    forge.commit("ideario/issue-1", {"a.yml": b"a"}, parent=forge.home().tip, message="Add", new=True)
    github.state.open_pull("ideario/issue-1", author="eve", base="site")
    assert forge.pull_of_branch("ideario/issue-1") is None
    github.state.merge("pull/1")  # which is a maintainer's doing
    found = forge.pull_of_branch("ideario/issue-1")
    assert found is not None
    assert found.merged is not None


@pytest.mark.parametrize("kind", PASSING)
def test_an_answer_that_is_lost_leaves_one_pull_request(github, bot, kind) -> None:
    forge = writing(github, token=bot)
    forge.commit("b", {"a.yml": b"a"}, parent=forge.home().tip, message="Add", new=True)
    github.faults.add(kind, where="POST /repos/riverton/ideas/pulls")
    assert forge.open_pull("b", title="An idea", text="").name == "pull/1"
    assert len(github.state.home.pulls) == 1


def test_a_pull_request_that_github_refuses_says_why(github, bot) -> None:
    forge = writing(github, token=bot)
    github.state.home.git.refs["refs/heads/same"] = forge.home().tip
    with pytest.raises(ForgeFailure, match="No commits between main and same"):
        forge.open_pull("same", title="Nothing", text="")


def test_a_repository_that_lets_no_workflow_open_pull_requests_says_what_to_tick(github, bot) -> None:
    github.state.home.settings.may_open_pulls = False
    forge = writing(github, token=bot)
    forge.commit("b", {"a.yml": b"a"}, parent=forge.home().tip, message="Add", new=True)
    with pytest.raises(NoAccess) as refused:
        forge.open_pull("b", title="An idea", text="")
    assert "Allow GitHub Actions to create and approve pull requests" in refused.value.hint


def test_a_token_that_may_only_read_is_told_what_it_lacks(github) -> None:
    github.state.token("reader", "reader", permissions={"contents": "read", "issues": "read", "metadata": "read"})
    github.state.issue(author="ada")
    with pytest.raises(NoAccess) as refused:
        writing(github, token="reader").post("issue/1", MARKER, marker=MARKER)
    assert "right to write" in refused.value.hint


def test_the_programs_own_account_is_known_by_number(github, bot) -> None:
    assert writing(github, token=bot).viewer() == Account(
        github.state.account("github-actions[bot]").id, "github-actions[bot]"
    )


# ---- pace


class Clock:
    """A clock that waiting moves."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self.moment


def test_writes_are_a_second_apart_and_at_most_450_an_hour() -> None:
    clock = Clock()
    pace = Pace(sleep=clock.sleep, now=clock.now)
    moments = []
    for _ in range(450):
        pace.write()
        moments.append(clock.moment)
    with pytest.raises(Exhausted) as stopped:
        pace.write()
    assert all(after - before >= timedelta(seconds=1) for before, after in itertools.pairwise(moments))
    assert all(after - before >= timedelta(minutes=1) for before, after in zip(moments, moments[80:], strict=False))
    assert stopped.value.resets == moments[0] + timedelta(hours=1)
    clock.moment = moments[0] + timedelta(hours=1)
    pace.write()


def test_requests_are_at_most_900_an_hour() -> None:
    clock = Clock()
    pace = Pace(sleep=clock.sleep, now=clock.now)
    for _ in range(900):
        pace.ask()
    with pytest.raises(Exhausted):
        pace.ask()
    clock.sleep(3600)
    pace.ask()


def test_whatever_is_written_through_one_forge_keeps_to_one_pace(github, bot) -> None:
    github.state.issue(author="ada")
    waits: list[float] = []
    forge = writing(github, waits=waits, token=bot)
    forge.post("issue/1", MARKER, marker=MARKER)
    forge.label("issue/1", add=["idea"])
    forge.commit("b", {"a.yml": b"a"}, parent=forge.home().tip, message="Add", new=True)
    assert len(waits) == github.counters.writes - 1 == 4
    assert all(wait > 0 for wait in waits)
    assert sum(waits) > 3


def test_a_secondary_limit_is_waited_for_and_nothing_is_written_twice(github, bot) -> None:
    github.state.issue(author="ada")
    github.faults.add("secondary", where="POST /repos/riverton/ideas/issues/1/comments", retry_after=30)
    waits: list[float] = []
    writing(github, waits=waits, token=bot).post("issue/1", MARKER, marker=MARKER)
    assert waits[0] == 30.0
    assert bodies(github) == [MARKER]
