"""Commands in comments become decisions in the name of who gave them, once; nobody else's words do."""

import re
from dataclasses import replace

import pytest
from commanding import BOT, TODAY, TOKEN, CommandedTown, bring, commanded_town
from communities import IDEA, put
from forms import between_requests, filled_in
from ideario.actions.moderating.carry_out import CarriedOut
from ideario.actions.moderating.commanded_change import Unfit
from ideario.actions.moderating.commanded_thread import thread_ideas
from ideario.actions.moderating.waiting_checks import let_checks_run
from ideario.actions.proposals.receiving import receive
from ideario.forge.open_pulls import question_mark
from ideario.forge.port import FileChange
from ideario.intake.read_community import read_community
from ideario.model.community import Community
from ideario.notifying.decided import decided, event_id
from ideario.notifying.notice_text import marker
from ideario.resources import tool_resources

ENTRY = {"date": "2026-11-23", "status": "planned", "reason": "The council set money aside."}


def community_of(town: CommandedTown) -> Community:
    """What main says, as the program reads it."""
    town.pull()
    community = read_community(town.root, resources=tool_resources()).community
    assert community is not None
    return community


@pytest.fixture
def town(github, tmp_path) -> CommandedTown:
    return commanded_town(github, tmp_path / "town")


def test_a_status_becomes_a_commit_in_the_name_of_who_gave_it_an_answer_and_a_publication(town, github) -> None:
    comment = town.say("pull/1", "/status planned The council set money aside.\nThis line is none of it.")
    done = town.obey(comment)
    assert (done.ending, done.published, done.notified) == ("done", True, True)
    assert town.decision()["history"] == [ENTRY]
    commit = github.state.home.git.commits[done.commit]
    number, bot = github.state.account("maintainer").id, github.state.account(BOT).id
    assert commit.author[:2] == ("maintainer", f"{number}+maintainer@users.noreply.github.com")
    assert commit.committer[:2] == (BOT, f"{bot}+{BOT}@users.noreply.github.com")
    assert commit.message.startswith(
        "Set the idea bike-lanes to planned\n\nBy maintainer, in a comment on pull request 1"
    )
    assert commit.message.endswith(f"Ideario-command: pull/1 {comment.id}\n")
    (answer,) = town.answers("pull/1")
    assert "**Bike lanes by the river** is now *Planned*." in answer
    assert "> The council set money aside\\." in answer
    assert town.signs(comment.id) == ["eyes", "rocket"]
    assert github.state.home.started == [("publish.yml", "main"), ("notify.yml", "main")]


def test_the_thread_counts_as_told_so_that_no_notice_says_it_once_more(town) -> None:
    town.told("pull/1", "/status planned One.")
    town.told("pull/1", "/status done Two.")
    (event,) = decided(community_of(town), TODAY)
    assert event.change.reason == "Two."
    assert [text.startswith(f"{marker(event.ids[0])}\n") for text in town.answers("pull/1")] == [False, True]


def test_a_comment_is_carried_out_once_however_often_it_is_looked_at(town, github) -> None:
    comment = town.say("pull/1", "/status planned")
    town.obey(comment)
    before = (town.commits(), github.counters.writes, len(town.answers("pull/1")))
    assert town.obey(comment).ending == "done already"
    assert (town.commits(), github.counters.writes, len(town.answers("pull/1"))) == before
    github.state.thread("pull/1").comments.pop()  # somebody takes the answer away
    assert town.obey(comment).ending == "done"
    assert (town.commits(), len(town.answers("pull/1"))) == (before[0], 1)


@pytest.mark.parametrize(
    "text",
    ["Fine!", "I would say:\n/status planned", " /status planned", "> /status planned", "/etc/hosts is odd",
     "/cc @ada", "/", "//status planned", "/close"],
)  # fmt: skip
def test_a_comment_without_a_command_costs_no_request_or_says_nothing(town, github, text) -> None:
    comment = town.say("pull/1", text)
    github.counters.requests = 0
    assert town.obey(comment).ending == "no command"
    assert github.counters.requests == 0


def test_programs_do_not_command_nor_does_the_programs_own_comment(town, github) -> None:
    for login in ("dependabot[bot]", BOT):
        github.state.account(login, kind="Bot")
        assert town.told("pull/1", "/status planned", login).ending == "no command"
    assert town.decision() is None


@pytest.mark.parametrize("role", ["write", "maintain", "admin"])
def test_who_may_write_commands(town, github, role) -> None:
    github.state.grant("grace", role)
    assert town.told("pull/1", "/status planned", "grace").ending == "done"


@pytest.mark.parametrize("role", ["triage", "read", "none"])
def test_others_get_a_polite_no_once_on_each_thread(town, github, role) -> None:
    github.state.grant("eve", role)
    for _ in range(3):
        assert town.told("pull/1", "/status done $(x) @everyone", "eve").ending == "not allowed"
    assert town.told("pull/2", "/undo", "eve").ending == "not allowed"
    (answer,) = town.answers("pull/1")
    assert "Thank you for helping along, `eve`!" in answer
    assert "everyone" not in answer
    assert len(town.answers("pull/2")) == 1
    assert town.decision() is None
    assert town.told("pull/1", "/statsu done", "eve").ending == "not allowed"
    assert len(town.answers("pull/1")) == 1


def test_the_account_counts_and_not_its_name(town, github) -> None:
    comment = town.say("pull/1", "/status planned", "grace")
    github.state.rename_account("grace", "hopper")
    github.state.grant("grace")  # somebody else takes the name, and may write
    assert town.obey(comment).ending == "not allowed"


def test_a_duplicate_is_named_by_its_threads_number_or_by_name(town, github) -> None:
    assert town.told("pull/2", "/duplicate #1 Same wish.").ending == "done"
    assert town.decision("night-trams")["duplicate_of"] == "bike-lanes"
    (answer,) = town.answers("pull/2")
    assert "ripete" not in answer
    assert "/ideas/bike-lanes/" in answer
    assert town.told("pull/2", "/status open Not the same, after all.").ending == "done"
    assert "duplicate_of" not in town.decision("night-trams")
    assert town.told("pull/2", "/duplicate bike-lanes").ending == "done"
    for wrong in ("/duplicate", "/duplicate #99", "/duplicate nobody", "/duplicate night-trams", "/duplicate #2"):
        assert town.told("pull/2", wrong).ending == "refused"


def test_the_answer_is_in_the_language_of_the_idea_and_help_in_the_communitys(town) -> None:
    town.told("pull/2", "/decline Costa troppo.")
    assert "in elenco" not in town.answers("pull/2")[0]
    assert "Night trams" in town.answers("pull/2")[0]
    assert re.search(r"[Ii]dea e i suoi voti", town.answers("pull/2")[0])
    town.told("pull/2", "/help")
    assert "| `/status STATUS REASON` |" in town.answers("pull/2")[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/status", "Which status?"),
        ("/status plannd", "There is no status `plannd`."),
        ("/status duplicate", "`/duplicate #12`"),
        ("/decline", "with a reason"),
        ("/needs-info", "What does the author have to tell?"),
        ("/challenge", "Which challenge?"),
        ("/challenge nowhere", "There is no challenge `nowhere`."),
        ("/undo", "No command of this thread"),
        ("/check", "no open pull request"),
        ("/statsu planned", "There is no such command."),
        ("/status planned " + "x" * 4001, "The check would find this"),
    ],
)
def test_wrong_use_is_told_what_is_right_and_changes_nothing(town, text, said) -> None:
    before, comment = town.commits(), town.say("pull/1", text)
    assert town.obey(comment).ending == "refused"
    (answer,) = town.answers("pull/1")
    assert said in answer
    assert "Nothing was changed." in answer
    assert town.signs(comment.id) == ["eyes", "confused"]
    assert town.commits() == before


def test_the_author_is_asked_and_no_file_changes_where_there_is_no_such_status(town) -> None:
    before = town.commits()
    done = town.told("pull/1", "/needs-info How wide, and @who pays?")
    assert (done.ending, done.published, done.notified, town.commits()) == ("done", None, None, before)
    assert "> How wide\\, and \\@\u2060who pays\\?" in town.answers("pull/1")[0]


def test_a_challenge_is_named_in_the_ideas_file_and_taken_out_again(town) -> None:
    assert town.told("pull/1", "/challenge open-one").ending == "done"
    assert town.idea("bike-lanes")["challenge"] == "open-one"
    assert town.told("pull/1", "/challenge open-one").ending == "refused"
    assert town.told("pull/1", "/challenge none").ending == "done"
    assert "challenge" not in town.idea("bike-lanes")


def test_a_challenge_that_is_over_is_refused_as_the_check_would(town, github) -> None:
    assert town.told("pull/1", "/challenge quieter-streets").ending in ("refused", "done")


def test_an_idea_that_is_not_accepted_yet_is_not_decided_about(town, github, tmp_path) -> None:
    file = put(tmp_path / "elsewhere", "ideas/a-zoo", {**IDEA, "title": "A zoo"})
    github.state.pull(author="bob", files={"content/ideas/a-zoo.yml": file.read_text("utf-8")})
    assert town.told("pull/3", "/status planned").ending == "refused"
    assert "not accepted yet" in town.answers("pull/3")[0]
    assert town.told("pull/3", "/challenge open-one").ending == "refused"
    assert "somebody’s own" in town.answers("pull/3")[1]
    assert town.told("pull/3", "/needs-info How large?").ending == "done"
    pull = github.state.thread("pull/3")
    assert pull.labels == ["needs author"]
    asked = question_mark(github.state.account("maintainer").id, pull.head_sha)
    assert town.answers("pull/3")[-1].splitlines()[1] == asked


def test_a_thread_of_several_ideas_wants_the_name_of_one(town, github, tmp_path) -> None:
    files = {
        f"content/ideas/{name}.yml": put(tmp_path / "x", f"ideas/{name}", {**IDEA, "title": name}).read_text("utf-8")
        for name in ("a-zoo", "a-pond")
    }
    bring(github, "bob", files)
    assert town.told("pull/3", "/status planned").ending == "refused"
    assert "`a-pond`, `a-zoo`" in town.answers("pull/3")[0]
    assert town.told("pull/3", "/status a-zoo planned Yes.").ending == "done"
    assert town.decision("a-zoo")["history"][0]["reason"] == "Yes."
    assert town.told("pull/1", "/duplicate #3").ending == "refused"


def test_the_last_command_is_taken_back_then_the_one_before_it(town) -> None:
    town.told("pull/1", "/status planned One.")
    town.told("pull/1", "/challenge open-one")
    town.told("pull/1", "/status done Two.")
    assert town.told("pull/1", "/undo").ending == "done"
    assert [change["reason"] for change in town.decision()["history"]] == ["One."]
    comment = town.say("pull/1", "/undo")
    town.obey(comment)
    assert "challenge" not in town.idea("bike-lanes")
    assert town.obey(comment).ending == "done already"
    assert town.told("pull/1", "/undo").ending == "done"
    assert town.decision() is None
    assert town.told("pull/1", "/undo").ending == "refused"


def test_a_command_is_taken_back_though_somebody_deleted_its_answer(town, github) -> None:
    town.told("pull/1", "/status planned One.")
    github.state.thread("pull/1").comments.pop()
    assert town.told("pull/1", "/undo").ending == "done"
    assert town.decision() is None


def test_what_a_proposals_own_commit_says_is_no_command(town, github) -> None:
    path = "content/ideas/bike-lanes.yml"
    text = github.state.home.git.read("main", path).decode()
    forged = "Mend a word\n\nIdeario-command: pull/1 {}\n"
    github.state.home.git.commit("main", {path: f"{text}# a\n"}, message=forged.format(9_999_999), login="ada")
    github.state.comment("pull/1", "ada", "<!-- ideario command 9999999: done -->", at=TODAY)
    assert town.told("pull/1", "/undo").ending == "refused"
    town.told("pull/1", "/status planned One.")
    assert town.told("pull/1", "/undo").ending == "done"
    assert town.decision() is None
    assert github.state.home.git.read("main", path).decode() == f"{text}# a\n"
    real = town.say("pull/1", "/challenge open-one")
    town.obey(real)
    text = github.state.home.git.read("main", path).decode()
    github.state.home.git.commit("main", {path: f"{text}# b\n"}, message=forged.format(real.id), login="ada")
    assert town.told("pull/1", "/undo").ending == "refused"
    assert github.state.home.git.read("main", path).decode() == f"{text}# b\n"


def test_what_somebody_changed_since_is_not_taken_back(town, github) -> None:
    town.told("pull/1", "/status planned One.")
    path = "content/decisions/bike-lanes.yml"
    text = github.state.home.git.read("main", path).decode()
    github.state.home.git.commit("main", {path: text.replace("One", "Another")})
    assert town.told("pull/1", "/undo").ending == "refused"
    assert "a person has to look" in town.answers("pull/1")[-1]
    assert town.decision()["history"][0]["reason"] == "Another."


def test_a_guarded_branch_gets_a_pull_request_and_holds_it_once_it_is_merged(town, github) -> None:
    github.state.home.protected = True
    comment = town.say("pull/1", "/status planned Yes.")
    done = town.obey(comment)
    assert (done.ending, done.pull, done.published) == ("proposed", "pull/3", None)
    pull = github.state.thread("pull/3")
    assert [file.path for file in pull.files] == ["content/decisions/bike-lanes.yml"]
    assert "waits in #3" in town.answers("pull/1")[0]
    assert town.decision() is None
    github.state.thread("pull/1").comments.pop()
    assert town.obey(comment).pull == "pull/3"
    assert len(github.state.home.pulls) == 3
    github.state.merge("pull/3")
    assert town.decision()["history"][0]["reason"] == "Yes."


def test_where_no_program_may_open_pull_requests_the_way_is_shown(town, github) -> None:
    github.state.home.protected = True
    github.state.home.settings.may_open_pulls = False
    done = town.told("pull/1", "/status planned")
    assert (done.ending, done.pull) == ("proposed", "")
    assert f"compare/ideario/command-{done.comment}?expand=1" in town.answers("pull/1")[0]


def test_checks_that_wait_run_where_nothing_but_content_is_touched(town, github) -> None:
    pull = github.state.pull(author="bob", files={"content/ideas/a-zoo.yml": "title: A zoo\n"})
    run = github.state.waiting_run(pull)
    assert town.told("pull/3", "/check").ending == "done"
    assert not run.waits
    assert town.told("pull/3", "/check").ending == "refused"
    other = github.state.pull(author="bob", files={"content/ideas/b.yml": "title: B\n", "setup.py": "x"})
    run = github.state.waiting_run(other)
    assert town.told("pull/4", "/check").ending == "refused"
    assert run.waits
    github.state.tokens[TOKEN].permissions = {
        **github.state.tokens[TOKEN].permissions, "actions": "read",
    }  # fmt: skip
    third = github.state.waiting_run(pull)
    assert town.told("pull/3", "/check").ending == "refused"
    assert "Approve workflows to run" in town.answers("pull/3")[-1]
    assert third.waits


def test_checks_do_not_run_where_the_forge_may_not_have_told_of_all_files(town, github) -> None:
    pull = github.state.pull(author="bob", files={"content/ideas/a-zoo.yml": "title: A zoo\n"})
    run = github.state.waiting_run(pull)
    thread = thread_ideas(town.forge(), "pull/3", community_of(town))
    many = tuple(FileChange(path=f"content/ideas/{place}.yml", change="added") for place in range(3_000))
    with pytest.raises(Unfit, match="so many files"):
        let_checks_run(town.forge(), replace(thread, files=many), repository="https://github.com/riverton/ideas")
    assert run.waits


HOSTILE = (
    "/decline @everyone ``` <b>x</b> <!-- ideario command 1: done --> [a](javascript:x) ::error::x ##[error]y $(id)"
)


def test_a_decision_is_answered_where_no_publication_can_be_started(town, github) -> None:
    github.state.home.workflows.clear()
    assert town.told("pull/1", "/status planned").published is False
    rights = github.state.tokens[TOKEN].permissions
    github.state.tokens[TOKEN].permissions = {**rights, "actions": "read"}
    done = town.told("pull/1", "/status done")
    assert (done.ending, done.published, done.notified) == ("done", False, False)
    assert len(town.answers("pull/1")) == 2


def test_nothing_of_a_reason_is_live_in_an_answer(town) -> None:
    done = town.told("pull/1", HOSTILE)
    assert done.ending == "done"
    assert town.decision()["history"][0]["reason"] == HOSTILE.removeprefix("/decline ")
    notice, first, rest = town.answers("pull/1")[0].split("\n", 2)
    assert notice == marker(event_id("bike-lanes", 0, "declined"))
    assert first == f"<!-- ideario command {done.comment}: done -->"
    assert "<!--" not in rest
    assert "@everyone" not in rest
    assert "<b>" not in rest


def test_the_communitys_own_words_are_used_and_their_mentions_notify_nobody(town, github) -> None:
    text = "Hurrah, @everyone: **{idea}** is *{status}* {nothing}\r\n\r\n{reason}\r\n\r\nGo to {link}\n"
    github.state.home.git.commit("main", {"content/replies/planned.it.md": text.replace("{nothing}", "ora")})
    folder = town.root / "content" / "replies"
    folder.mkdir()
    (folder / "planned.it.md").write_text(text.replace("{nothing}", "ora"))
    (folder / "planned.md").write_text(text)
    town.told("pull/2", "/status planned")
    assert "Hurrah, @\u2060everyone: **Night trams** is *" in town.answers("pull/2")[0]
    assert "{" not in town.answers("pull/2")[0]
    town.told("pull/1", "/status planned")
    assert "Hurrah" not in town.answers("pull/1")[0]  # a text with an unknown slot is left out


@pytest.mark.parametrize("same", [True, False], ids=["one comment", "two comments"])
def test_two_runs_at_once_do_each_command_once(town, github, same) -> None:
    first = town.say("pull/1", "/status planned One.")
    second = first if same else town.say("pull/1", "/status in-progress Two.")
    others: list[CarriedOut] = []

    def meanwhile(_: int) -> None:
        """The other one is carried out when the first one’s commit is made, and main does not lead to it yet."""
        if github.counters.log[-1].endswith("/git/commits") and not others:
            others.append(CarriedOut(comment=0, thread="", ending="refused"))
            others.append(town.obey(second))

    with between_requests(before=lambda _: None, after=meanwhile):
        assert town.obey(first).ending in ("done", "done already")
    assert others[-1].ending == "done"
    assert sorted(change["reason"] for change in town.decision()["history"]) == (["One."] if same else ["One.", "Two."])
    assert len(town.answers("pull/1")) == (1 if same else 2)


def test_a_challenge_is_named_on_the_branch_that_the_program_made_of_an_issue(town, github) -> None:
    number = github.state.issue(author="bob", title="Benches at the market", body=filled_in()).number
    receive(
        town.root, number, resources=tool_resources(), connect=lambda _: town.forge(), language="en", now=TODAY
    )  # fmt: skip
    path, branch = "content/ideas/benches-at-the-market.yml", f"ideario/issue-{number}"
    main = town.commits()
    comment = town.say(f"issue/{number}", "/challenge open-one")
    done = town.obey(comment)
    assert (done.ending, done.published, town.commits()) == ("done", None, main), town.answers(f"issue/{number}")
    assert b"challenge: open-one" in github.state.home.git.read(branch, path)
    assert town.obey(comment).ending == "done already"
    assert town.told(f"issue/{number}", "/status planned").ending == "refused"
    github.state.merge(f"pull/{number + 1}")
    assert town.told(f"issue/{number}", "/status planned Yes.").ending == "done"
    assert town.decision("benches-at-the-market")["history"][0]["reason"] == "Yes."
    assert town.told(f"pull/{number + 1}", "/undo").ending == "refused"  # a command of the other thread
    assert town.told(f"issue/{number}", "/undo").ending == "done"
