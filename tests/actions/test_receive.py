"""An issue of the form becomes one proposal, answers follow whatever becomes of it, and other issues are left alone."""

import json
import re
from datetime import UTC, datetime

import cmarkgfm
import pytest
from communities import IDEA, riverton
from forms import TEXT, between_requests, filled_in
from ideario.actions.proposals.receiving import ReceivedIssue, receive
from ideario.forge.issue_forms import branch_of_issue, issue_of_branch
from ideario.forge.port import ForgeFailure
from ideario.intake.yaml.strict import parse
from ideario.resources import tool_resources
from lives import writing

TOKEN = "of-actions"
BOT = "github-actions[bot]"


@pytest.fixture
def desk(github, tmp_path):
    """A community whose issues can be received with `desk(number)`."""
    root = riverton(tmp_path)
    github.state.token(TOKEN, BOT, kind="installation", limit=10_000)
    github.limits.writes_a_minute = github.limits.writes_an_hour = 10_000  # no waiting here, which the pace would do

    def run(number: int, language: str = "en") -> ReceivedIssue:
        return receive(
            root, number, resources=tool_resources(), connect=lambda _: writing(github, token=TOKEN), language=language,
            now=datetime.now(UTC),
        )  # fmt: skip

    return run


def opened(github, title="Benches at the market", author="ada", **answers):
    return github.state.issue(author=author, title=title, body=filled_in(**answers))


def texts(github, name="issue/1"):
    """The program's answers on an issue."""
    return [row.body for row in github.state.thread(name).comments if row.author.login == BOT]


def file_on_branch(github, number=1, path="content/ideas/benches-at-the-market.yml"):
    return github.state.home.git.read(branch_of_issue(number), path)


def values_on_branch(github):
    return parse(file_on_branch(github), None)


def commits_on_branch(github, number=1):
    git = github.state.home.git
    sha, found = git.refs[f"refs/heads/{branch_of_issue(number)}"], []
    while sha != git.refs["refs/heads/main"] and git.commits[sha].parents:
        found.append(git.commits[sha])
        sha = git.commits[sha].parents[0]
    return found


# ---- what is fine


def test_a_filled_in_form_becomes_a_branch_a_pull_request_and_an_answer(github, desk) -> None:
    opened(github)
    path = "content/ideas/benches-at-the-market.yml"
    assert desk(1) == ReceivedIssue(issue="issue/1", ending="proposed", pull="pull/2", path=path)
    pull = github.state.thread("pull/2")
    assert (pull.head, pull.author.login, pull.title) == ("ideario/issue-1", BOT, "Idea: Benches at the market")
    assert [(file.path, file.change) for file in pull.files] == [(path, "ADDED")]
    values = values_on_branch(github)
    assert (values["authors"], values["body"], values["language"]) == (["ada"], TEXT, "en")
    assert "Closes #1" in pull.body
    assert "Approve workflows to run" in pull.body
    (answer,) = texts(github)
    assert "#2" in answer
    assert "`ada`" in answer


def test_the_answer_names_the_ideas_that_are_like_it(github, desk) -> None:
    opened(github)
    desk(1)
    assert "Is it here already?" not in texts(github)[0]
    opened(github, title="Bike lane by the river", summary=f"{IDEA['summary']} Soon.")
    desk(3)
    near = "- [`Bike lanes by the river`](https://riverton.github.io/ideas/ideas/bike-lanes/)"
    assert near in texts(github, "issue/3")[0]


def test_whoever_merges_is_told_of_a_form_that_took_the_place_of_an_older_text(github, desk) -> None:
    opened(github)
    desk(1)
    assert "edited" not in github.state.thread("pull/2").body
    github.state.issue(author="eve", title="A zoo", body="Everybody loves this.", at="2026-02-01T10:00:00Z")
    github.state.edit("issue/3", body=filled_in(), title="A casino")
    desk(3)
    told = github.state.thread("pull/4").body
    assert "The issue is of 2026-02-01 and was edited on 20" in told
    assert "Reactions that it had before count" in told


def test_the_author_is_credited_by_account_whatever_the_form_says(github, desk) -> None:
    opened(github, body="authors: [eve]\n\nCo-authored-by: eve <eve@example.org>")
    desk(1)
    (commit,) = commits_on_branch(github)
    number = github.state.account("ada").id
    assert f"\nCo-authored-by: ada <{number}+ada@users.noreply.github.com>\n" in commit.message
    assert "eve" not in commit.message
    assert values_on_branch(github)["authors"] == ["ada"]


def test_looking_again_writes_nothing(github, desk) -> None:
    opened(github)
    first = desk(1)
    writes, tip = github.counters.writes, github.state.home.git.refs["refs/heads/ideario/issue-1"]
    assert desk(1) == first
    assert (github.counters.writes, github.state.home.git.refs["refs/heads/ideario/issue-1"]) == (writes, tip)


def test_an_edit_is_one_commit_on_the_same_branch_and_only_if_the_file_changes(github, desk) -> None:
    opened(github)
    desk(1)
    github.state.edit("issue/1", body=filled_in(body="Five benches."), title="More benches at the market")
    assert desk(1).path == "content/ideas/benches-at-the-market.yml"
    assert b"Five benches." in file_on_branch(github)
    assert len(commits_on_branch(github)) == 2
    assert github.state.thread("pull/2").title == "Idea: More benches at the market"
    github.state.edit("issue/1", body=filled_in(body="Five benches.\r\n\r\n"))
    desk(1)
    assert len(commits_on_branch(github)) == 2
    assert len(github.state.home.pulls) == len(texts(github)) == 1


def test_a_name_that_is_taken_gets_a_number(github, desk) -> None:
    opened(github, title="Bike lanes")
    assert desk(1).path == "content/ideas/bike-lanes-2.yml"


def test_an_idea_that_came_first_keeps_its_name_and_the_other_one_moves(github, desk, tmp_path) -> None:
    opened(github)
    desk(1)
    here = tmp_path / "content" / "ideas" / "benches-at-the-market.yml"
    here.write_bytes((tmp_path / "content" / "ideas" / "bike-lanes.yml").read_bytes())
    assert desk(1).path == "content/ideas/benches-at-the-market-2.yml"
    assert file_on_branch(github) is None
    assert file_on_branch(github, path="content/ideas/benches-at-the-market-2.yml") is not None
    assert len(github.state.home.pulls) == 1


def test_the_answers_are_in_the_communitys_first_language_or_in_the_one_that_is_asked_for(github, desk) -> None:
    opened(github, labels="it")
    desk(1, "it")
    assert "La tua idea è proposta" in texts(github)[0]


# ---- what is not


def test_what_has_to_be_mended_is_said_kindly_and_exactly_and_mending_it_proposes_it(github, desk) -> None:
    opened(github, summary="x" * 300, cost="a lot", consent=False)
    done = desk(1)
    assert (done.ending, done.problems) == ("mend", 3)
    (answer,) = texts(github)
    assert "Nothing that you wrote is lost." in answer
    assert "Tick the box at the end" in answer
    assert "**In one or two sentences**" in answer
    assert "**What it would cost**" in answer
    assert "refs/heads/ideario/issue-1" not in github.state.home.git.refs
    github.state.edit("issue/1", body=filled_in())
    assert desk(1).ending == "proposed"
    assert len(texts(github)) == 2


def test_what_was_fine_once_stays_proposed_until_it_is_fine_again(github, desk) -> None:
    opened(github)
    desk(1)
    before = file_on_branch(github)
    github.state.edit("issue/1", body=filled_in(consent=False))
    assert desk(1).ending == "mend"
    assert "#2 stays as it was" in texts(github)[-1]
    assert file_on_branch(github) == before


HOSTILE = "```\n@everyone <b>x</b> [x](javascript:a) ::error::x ##[error]y <!-- ideario issue 9: accepted file=- -->"


@pytest.mark.parametrize("field", ["summary", "cost", "challenge", "language", "needs"])
def test_nothing_that_somebody_typed_is_live_in_an_answer(github, desk, field) -> None:
    opened(github, title=f"@maintainer {HOSTILE}"[:118], **{field: (HOSTILE + "x" * 300).replace("\n", " ")})
    assert desk(1).ending == "mend"
    (answer,) = texts(github)
    first, _, rest = answer.partition("\n")
    assert first.startswith("<!-- ideario issue 1: mend ")
    assert "<!--" not in rest
    outside = re.sub(r"<(pre|code)\b.*?</\1>", "", cmarkgfm.github_flavored_markdown_to_html(rest), flags=re.DOTALL)
    assert "In the field" in outside
    for live in ("@everyone", "@maintainer", "<b>", "javascript:", "::error", "##["):
        assert live not in outside


def test_the_title_of_the_pull_request_notifies_nobody_and_closes_nothing(github, desk) -> None:
    opened(github, title="@everyone fixes #7\u202e and closes riverton/ideas#8")
    desk(1)
    title = github.state.thread("pull/2").title
    assert "@everyone" not in title
    assert "#7" not in title
    assert "#8" not in title
    assert title.isprintable() or "\u2060" in title
    assert "\u202e" not in title
    (commit,) = commits_on_branch(github)
    assert "@everyone" not in commit.message


@pytest.mark.parametrize(
    ("title", "live"),
    [
        ("Closes https://github.com/riverton/ideas/issues/7", "https://"),
        ("Benches, fixes GH-7", "GH-7"),
        ("Benches [skip ci]", "[skip"),
        ("[No CI] benches", "[No"),
        ("skip-checks: true", "skip-checks:"),
    ],
)
def test_no_title_of_a_pull_request_tells_the_forge_to_do_something_once_it_is_a_commits(
    github, desk, title, live
) -> None:
    opened(github, title=title)
    assert desk(1).ending == "proposed"
    made = github.state.thread("pull/2").title
    assert live not in made
    assert made.replace("\u2060", "") == f"Idea: {title}"


# ---- whatever becomes of it


def test_an_issue_that_is_no_form_is_left_alone(github, desk) -> None:
    github.state.issue(author="ada", title="A question", body="How do I propose something?")
    assert desk(1).ending == "no form of ours"
    assert desk(9).ending == "nothing"
    assert github.counters.writes == 0


def test_somebody_who_quotes_our_marks_makes_it_no_form_of_ours(github, desk) -> None:
    github.state.issue(author="ada", title="A question", body="How?")
    github.state.comment("issue/1", "eve", "<!-- ideario issue 4: proposed file=- -->")
    assert desk(1).ending == "no form of ours"


def test_a_form_that_was_emptied_is_answered_and_what_was_proposed_stays(github, desk) -> None:
    opened(github)
    desk(1)
    github.state.edit("issue/1", body="")
    assert desk(1).ending == "no form"
    assert "#2" in texts(github)[-1]
    assert file_on_branch(github) is not None
    github.state.edit("issue/1", body=filled_in())
    assert desk(1).ending == "proposed"
    assert len(commits_on_branch(github)) == 1


def test_a_merged_proposal_is_said_to_be_accepted_and_no_edit_changes_it(github, desk) -> None:
    opened(github)
    desk(1)
    github.state.merge("pull/2")
    github.state.delete_branch("ideario/issue-1")
    github.state.edit("issue/1", body=filled_in(body="Another idea."))
    assert desk(1).ending == "accepted"
    assert "content/ideas/benches-at-the-market.yml" in texts(github)[-1]
    assert "https://riverton.github.io/ideas/ideas/benches-at-the-market/" in texts(github)[-1]
    assert "refs/heads/ideario/issue-1" not in github.state.home.git.refs


def test_a_closed_proposal_is_not_opened_again_by_a_program(github, desk) -> None:
    opened(github)
    desk(1)
    github.state.close("pull/2")
    github.state.edit("issue/1", body=filled_in(body="Please!"))
    assert desk(1).ending == "closed"
    assert len(github.state.home.pulls) == 1
    github.state.reopen("pull/2")
    assert desk(1).ending == "proposed"
    assert b"Please!" in file_on_branch(github)


def test_a_closed_issue_is_said_not_to_be_looked_at(github, desk) -> None:
    opened(github)
    github.state.close("issue/1")
    assert desk(1).ending == "shut"
    github.state.reopen("issue/1")
    assert desk(1).ending == "proposed"


@pytest.mark.parametrize("who", ["gone", "bot"])
def test_an_idea_without_a_persons_account_waits_for_a_maintainer(github, desk, who) -> None:
    if who == "bot":
        github.state.account("helper[bot]", kind="Bot")
        opened(github, author="helper[bot]")
    else:
        opened(github)
        github.state.delete_account("ada")
    assert desk(1).ending == "no person"
    assert github.state.home.pulls == []


def test_an_edit_by_somebody_else_counts_and_is_said(github, desk) -> None:
    opened(github)
    desk(1)
    github.state.edit("issue/1", body=filled_in(body="Mended."), by="maintainer")
    desk(1)
    assert b"Mended." in file_on_branch(github)
    assert values_on_branch(github)["authors"] == ["ada"]
    assert "`maintainer`" in texts(github)[-1]


def test_what_a_maintainer_changed_by_hand_is_not_overwritten(github, desk) -> None:
    opened(github)
    desk(1)
    path = "content/ideas/benches-at-the-market.yml"
    git = github.state.home.git
    git.commit("ideario/issue-1", {path: file_on_branch(github).replace(b"Three", b"Four")})
    github.state.pushed(github.state.home, "ideario/issue-1")
    github.state.edit("issue/1", body=filled_in(body="Nine benches."))
    assert desk(1).ending == "by hand"
    assert b"Four benches" in file_on_branch(github)


def test_a_branch_that_was_brought_up_to_date_is_still_ours(github, desk) -> None:
    """As by the button *Update branch*, which puts a merge on top."""
    opened(github)
    desk(1)
    git = github.state.home.git
    tip = git.commit("main", {"README.md": "# New\n"})
    git.commit("ideario/issue-1", {"README.md": "# New\n"}, message="Merge branch 'main'", parents=(tip,))
    github.state.pushed(github.state.home, "ideario/issue-1")
    github.state.edit("issue/1", body=filled_in(body="Nine benches."))
    assert desk(1).ending == "proposed"
    assert b"Nine benches" in file_on_branch(github)


def test_where_no_program_may_open_pull_requests_the_answer_says_what_to_press(github, desk) -> None:
    github.state.home.settings.may_open_pulls = False
    opened(github)
    assert desk(1).ending == "waiting"
    assert "/compare/main...ideario/issue-1?expand=1" in texts(github)[0]
    assert file_on_branch(github) is not None
    github.state.home.settings.may_open_pulls = True
    assert desk(1).ending == "proposed"


def test_an_issue_that_lives_elsewhere_now_is_left_to_that_place(github, desk) -> None:
    opened(github)

    def lie(answer):
        issue = (answer.body.get("data", {}).get("repository") or {}).get("issue")
        if issue is not None:
            issue["repository"]["databaseId"] = 7

    github.faults.add("lie", where="lastEditedAt", lie=lie)
    assert desk(1).ending == "elsewhere"
    assert github.counters.writes == 0


@pytest.mark.slow
def test_two_runs_at_once_leave_one_of_each(github, desk) -> None:
    """The other run begins and ends between any two requests of this one."""
    for place in range(1, 18):
        issue = opened(github, title=f"Benches {place}")
        number, ran = issue.number, list[str]()

        def other(request: int, place: int = place, number: int = number, ran: list[str] = ran) -> None:
            if request == place and not ran:
                ran.append("now")
                ran.append(desk(number).ending)

        with between_requests(before=other, after=lambda _: None):
            assert desk(number).ending == "proposed"
        assert ran == ["now", "proposed"]
        assert len(texts(github, f"issue/{number}")) == 1
        assert len([pull for pull in github.state.home.pulls if pull.head == branch_of_issue(number)]) == 1
        assert len(commits_on_branch(github, number)) == 1


def test_a_failure_in_the_middle_is_a_failure_and_the_next_run_makes_up_for_it(github, desk) -> None:
    opened(github)
    github.faults.add("502", where="POST /repos/riverton/ideas/pulls", times=None)
    with pytest.raises(ForgeFailure):
        desk(1)
    github.faults.clear()
    assert desk(1).ending == "proposed"
    assert len(commits_on_branch(github)) == len(texts(github)) == 1


def test_the_name_of_a_branch_is_read_as_it_is_written() -> None:
    assert issue_of_branch(branch_of_issue(12)) == 12
    for other in (
        "ideario/issue-0",
        "ideario/issue-",
        "ideario/issue-1x",
        "x/ideario/issue-1",
        "ideario/issue-01",
        "main",
    ):
        assert issue_of_branch(other) is None


def test_the_command_says_what_became_of_it(github, tmp_path, ideario) -> None:
    root = riverton(tmp_path)
    github.state.token(TOKEN, BOT, kind="installation", limit=1_000)
    opened(github)
    environment = github.environment(TOKEN)
    done = ideario("receive", "1", "--format", "json", cwd=root, env=environment)
    assert (done.exit_code, json.loads(done.stdout)["ending"]) == (0, "proposed"), done.stderr
    again = ideario("receive", "1", cwd=root, env=environment)
    assert again.stdout == "issue/1: proposed by pull/2, as content/ideas/benches-at-the-market.yml\n"
    assert ideario("receive", cwd=root, env=environment).exit_code != 0
