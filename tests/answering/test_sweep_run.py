"""A sweep writes each answer once, whatever happens to it on the way, and asks little where little has changed."""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from direct_wire import in_place
from github_standin import Limits, Server, State, serve
from github_standin.bulk import fill
from github_standin.things import Thread
from ideario.answering.comment import WrittenAnswer
from ideario.answering.labelling import LETTERS
from ideario.answering.marker import Marker, marker_in
from ideario.answering.proposal import OpenProposal, is_content
from ideario.answering.sweep_run import SweepReport, SweepTerms, run_sweep
from ideario.answering.verdict import SimilarIdea, Verdict
from ideario.forge.open_pulls import question_mark
from ideario.forge.port import Exhausted
from ideario.forge.thread_labels import ProposalLabel
from ideario.github.writing.writer import WritingGitHub
from ideario.messages.said import say
from ideario.problems import Failure, Problem
from lives import alone, writing

BASE = "0123456789ab"
WRONG = Problem(path="content/ideas/x.yml", line=1, column=1, level="error", rule="x", message=say("wrong"))
BOT = "github-actions[bot]"


def judged(proposal: OpenProposal) -> Verdict:
    """Red where a file says that it is wrong; a mistake of ours, or of the disk's, where it says so."""
    text = b"".join(one.content or b"" for one in proposal.found.values())
    if b"a bug" in text:
        raise ZeroDivisionError("in the check")
    if b"a full disk" in text:
        raise Failure("no room is left")
    return Verdict(problems=(WRONG,) if b"wrong" in text else ())


def worded(proposal: OpenProposal, verdict: Verdict) -> WrittenAnswer:
    text = f"{verdict.colour}: {sorted(proposal.found)}, of {proposal.proposer and proposal.proposer.login}"
    return WrittenAnswer(text=text, mark=f"{len(text):016}")


def terms(**changed: Any) -> SweepTerms:
    known: dict[str, Any] = {"base": BASE, "turn": 0, "wanted": is_content, "judge": judged, "answer": worded}
    return SweepTerms(**{**known, **changed})


def files(word: str, name: str = "x") -> dict[str, str]:
    return {f"content/ideas/{name}.yml": f"title: {word}\n"}


@pytest.fixture
def town(github: Server) -> Server:
    """A stand-in with the account of a workflow."""
    github.state.token("actions", BOT, kind="installation", limit=1_000)
    return github


def run(github: Server, forge: WritingGitHub | None = None, **changed: Any) -> SweepReport:
    return run_sweep(forge or writing(github, token="actions"), terms(**changed))


def answers(github: Server, number: int) -> list[Marker]:
    """The markers of the program's own comments on a pull request, in their order."""
    rows = github.state.thread(f"pull/{number}").comments
    return [marker for row in rows if row.author.login == BOT and (marker := marker_in(row.body)) is not None]


def colours(github: Server, number: int) -> list[tuple[int, str]]:
    return [(marker.turn, marker.colour) for marker in answers(github, number)]


# ---- when something is written


def test_an_answer_is_changed_in_place_while_the_colour_is_the_same_and_is_new_when_it_flips(town) -> None:
    state = town.state
    state.pull(files=files("wrong"))
    assert run(town).posted == ["pull/1"]
    state.edit_files("pull/1", files("still wrong", "other"), at="2026-01-06T10:00:00Z")
    assert run(town).edited == ["pull/1"]
    assert colours(town, 1) == [(1, "red")]
    assert "other.yml" in state.thread("pull/1").comments[0].body
    state.edit_files("pull/1", files("fine"), at="2026-01-07T10:00:00Z")
    assert run(town).posted == ["pull/1"]
    state.edit_files("pull/1", files("finer"), at="2026-01-08T10:00:00Z")
    assert run(town).edited == ["pull/1"]
    state.edit_files("pull/1", files("wrong"), at="2026-01-09T10:00:00Z")
    assert run(town).posted == ["pull/1"]
    assert colours(town, 1) == [(1, "red"), (2, "green"), (3, "red")]
    assert answers(town, 1)[-1].head == state.thread("pull/1").head_sha


def test_a_sweep_without_news_writes_nothing_and_reads_no_file(town) -> None:
    for number in range(3):
        town.state.pull(author=f"ada{number}", files=files("fine", f"x{number}"))
    run(town)
    before = town.counters.rest
    assert run(town) == SweepReport(looked=3)
    assert town.counters.rest - before == 1  # where the repository is


def test_other_files_of_the_community_are_a_reason_to_look_again_and_none_to_write(town) -> None:
    town.state.pull(files=files("fine"))
    run(town)
    report = run(town, base="f" * 12)
    assert (report.same, report.posted, report.edited) == (1, [], [])
    report = run(town, base="f" * 12, judge=lambda _: Verdict(elsewhere=(WRONG,)))
    assert report.posted == ["pull/1"]
    assert answers(town, 1)[-1].base == "f" * 12


def test_proposals_take_turns_in_being_looked_at_again(town, monkeypatch) -> None:
    monkeypatch.setattr("ideario.answering.sweep_run.MAX_AGAIN", 2)
    for number in range(5):
        town.state.pull(author=f"ada{number}", files=files("fine", f"x{number}"))
    run(town)
    seen = set[str]()

    def judge(proposal: OpenProposal) -> Verdict:
        seen.add(proposal.pull.rollup.name)
        return judged(proposal)

    for turn in range(3):
        assert run(town, base="f" * 12, turn=turn, judge=judge).same == 2
    assert len(seen) == 5


def test_what_has_nothing_to_do_with_content_gets_no_answer_unless_it_had_one(town) -> None:
    town.state.pull(files={"README.md": "x"})
    town.state.pull(files={"content/ledger/ledger.json": "{}"})
    assert run(town) == SweepReport(looked=2)
    town.state.edit_files("pull/1", files("wrong"), at="2026-01-06T10:00:00Z")
    run(town)
    town.state.edit_files("pull/1", {"README.md": "x"}, at="2026-01-07T10:00:00Z")
    run(town)
    assert colours(town, 1) == [(1, "red"), (2, "green")]


def test_closed_and_merged_pull_requests_and_those_into_other_branches_are_left_alone(town) -> None:
    town.state.pull(files=files("fine"), base="draft")
    town.state.close(town.state.pull(files=files("fine")))
    town.state.merge(town.state.pull(files=files("fine")))
    assert run(town) == SweepReport()


def test_an_answer_is_found_behind_many_comments_and_a_forged_one_is_not_believed(town) -> None:
    state = town.state
    state.pull(files=files("fine"))
    head = state.thread("pull/1").head_sha
    forged = Marker(turn=7, colour="green", head=head, base=BASE, text="0" * 16)
    state.comment("pull/1", "mallory", f"{forged}\nAll is well.")
    for number in range(120):
        state.comment("pull/1", "bob", f"{number} " * 100)
    state.comment("pull/1", BOT, f"Somebody said:\n{forged}\n")  # what another workflow's bot repeats is no answer
    assert run(town).posted == ["pull/1"]
    assert colours(town, 1) == [(1, "green")]
    assert run(town) == SweepReport(looked=1)


def test_a_proposal_that_the_program_opened_for_an_issue_is_its_authors(town) -> None:
    state = town.state
    state.issue(author="ada")
    own = state.home.git.commit("ideario/issue-1", files("fine"), message="Add", at=1_767_607_200, base="main")
    opened = writing(town, token="actions").open_pull("ideario/issue-1", title="Add", text="For #1.")
    assert own == opened.head
    state.pull(author="mallory", files=files("fine", "y")).head = "ideario/issue-1"
    run(town)
    said = [state.thread(f"pull/{number}").comments[0].body.rpartition(", of ")[2] for number in (2, 3)]
    assert said == ["ada", "mallory"]


# ---- labels


def labelled(**reasons: Any) -> Callable[[OpenProposal], Verdict]:
    """A check that finds nothing but reasons for labels."""
    return lambda proposal: replace(judged(proposal), **reasons)


def test_labels_come_with_their_reasons_and_go_with_them_and_others_are_left_alone(town) -> None:
    pull = town.state.pull(files=files("wrong"))
    town.state.home.labels["ours"] = town.state.new_id()
    pull.labels.append("ours")
    assert run(town, judge=labelled(newcomer=True, answers_challenge=True)).labelled == ["pull/1"]
    assert pull.labels == ["ours", "challenge", "new contributor", "needs author"]
    assert set(ProposalLabel) <= town.state.home.labels.keys()
    town.state.edit_files("pull/1", files("fine"), at="2026-01-06T10:00:00Z")
    run(town, judge=labelled(similar=(SimilarIdea("Near", "https://example.org"),)))
    assert pull.labels == ["ours", "ready", "possible duplicate"]
    assert run(town).labelled == []


def test_what_people_do_to_a_label_by_hand_holds_until_its_reason_is_another(town) -> None:
    pull = town.state.pull(files=files("fine"))
    run(town)
    pull.labels[:] = ["needs author"]
    for day, word in enumerate(["finer", "finest"], 6):
        town.state.edit_files("pull/1", files(word, word), at=f"2026-01-{day:02}T10:00:00Z")
        assert run(town).labelled == []
        assert pull.labels == ["needs author"], "`ready` was taken off by hand, and `needs author` put on"
    town.state.edit_files("pull/1", files("wrong"), at="2026-01-08T10:00:00Z")
    run(town)
    assert pull.labels == ["needs author"]
    town.state.edit_files("pull/1", files("fine"), at="2026-01-09T10:00:00Z")
    run(town)
    assert pull.labels == ["ready"]


def asks(town: Server, pull: Thread) -> None:
    """What the command `/needs-info` leaves."""
    town.state.comment(
        pull,
        BOT,
        f"<!-- ideario command 1: done -->\n{question_mark(town.state.account('mo').id, pull.head_sha)}\nHow wide?",
    )
    town.state.home.labels.setdefault("needs author", town.state.new_id())
    pull.labels.append("needs author")


def test_a_question_keeps_its_label_until_the_author_answers_or_changes_the_proposal(town) -> None:
    pull = town.state.pull(files=files("fine"), author="ada")
    run(town)
    asks(town, pull)
    for _ in range(2):
        town.state.comment(pull, "mo", "Anybody?")
        town.state.comment(pull, "bob", "Not me.")
        run(town)
        assert pull.labels == ["needs author"]
    town.state.comment(pull, "ada", "Two metres.")
    assert run(town).labelled == ["pull/1"]
    assert pull.labels == ["ready"]
    assert run(town) == SweepReport(looked=1)
    asks(town, pull)
    run(town)
    assert pull.labels == ["needs author"]
    town.state.edit_files("pull/1", files("finer"), at="2026-01-09T10:00:00Z")
    run(town)
    assert pull.labels == ["ready"]


def test_nobody_elses_comment_is_a_question_and_for_an_issue_anybody_answers_but_who_asked(town) -> None:
    pull = town.state.pull(files=files("fine"), author="ada")
    mark = question_mark(1, pull.head_sha)
    town.state.comment(pull, "eve", f"<!-- ideario command 1: done -->\n{mark}")
    town.state.comment(pull, BOT, f"<!-- ideario command 1: done -->\nSomebody wrote:\n{mark}")
    run(town)
    assert pull.labels == ["ready"]
    town.state.issue(author="ada")
    town.state.home.git.commit("ideario/issue-2", files("fine"), message="Add", at=1_767_607_200, base="main")
    writing(town, token="actions").open_pull("ideario/issue-2", title="Add", text="For #2.")
    made = town.state.thread("pull/3")
    asks(town, made)
    town.state.comment(made, "mo", "Anybody?")
    run(town)
    assert made.labels == ["needs author"]
    town.state.comment(made, "ada", "Two metres.")
    run(town)
    assert made.labels == ["ready"]


def test_a_token_that_may_not_label_answers_all_the_same_and_tries_again_with_the_next_answer(town) -> None:
    pull = town.state.pull(files=files("fine"))
    town.faults.add("no-access", where="POST /repos/riverton/ideas/issues/1/labels")
    report = run(town)
    assert (report.posted, [one.pull for one in report.failed]) == (["pull/1"], ["pull/1"])
    town.state.edit_files("pull/1", files("finer"), at="2026-01-06T10:00:00Z")
    assert run(town).labelled == ["pull/1"]
    assert pull.labels == ["ready"]


def test_nothing_is_closed_and_nothing_locked_whatever_is_found(town) -> None:
    for place, word in enumerate(("fine", "wrong")):
        town.state.pull(author=f"ada{place}", files=files(word, f"x{place}"))
    town.counters.log.clear()
    run(town)
    assert all(pull.closed is None and not pull.locked for pull in town.state.home.pulls)
    written = {said for said in town.counters.log if not said.startswith(("GET", "POST /graphql"))}
    assert {said.rpartition("/")[2] for said in written} == {"labels", "comments"}


def test_each_label_has_a_letter_of_its_own_and_comes_back_from_a_marker() -> None:
    assert LETTERS.keys() == set(ProposalLabel)
    for count in range(len(ProposalLabel) + 1):
        for labels in itertools.combinations(ProposalLabel, count):
            for asked in (False, True):
                known = Marker(
                    turn=1, colour="red", head="0" * 40, base=BASE, text="0" * 16, labels=frozenset(labels), asked=asked
                )
                assert marker_in(f"{known}\nText.") == known
    old = f"<!-- ideario answer 1: red head={'0' * 40} base={BASE} text={'0' * 16} -->"
    found = marker_in(old)
    assert found is not None
    assert found.labels == frozenset()


# ---- what it costs


@pytest.mark.slow
def test_ten_news_among_ten_thousand_pull_requests_cost_few_requests() -> None:
    state = State()
    state.token("actions", BOT, kind="installation", limit=1_000)
    fill(state, pulls=1_000, votes=0, merged=True)
    fill(state, pulls=9_000, votes=0, merged=False, start="2026-02-01")
    opened = state.home.pulls[1_000:]
    state.home.labels.update({name: state.new_id() for name in ("ready", "needs author")})
    for pull in opened:
        known = Marker(
            turn=1,
            colour="green",
            head=pull.head_sha,
            base=BASE,
            text="0" * 16,
            labels=frozenset({ProposalLabel.READY}),
        )
        state.comment(pull, BOT, f"{known}\n" + "All is well. " * 100, at=pull.created)
        pull.labels.append("needs author" if pull.number == 5_000 else "ready")
    with serve(state, checked=False) as github:
        for pull in opened[450::900]:
            state.edit_files(pull, files("wrong", f"idea-{pull.number:05}"), at="2026-12-01")
        report = run(github)
        assert (report.looked, len(report.posted), report.labelled) == (9_000, 10, report.posted)
        assert all(pull.labels == ["needs author"] for pull in opened[450::900])
        assert github.counters.requests <= 120  # though each gets a new answer, a label, and loses another one
        assert github.counters.writes == 20
        assert github.counters.points <= 300
        assert run(github) == SweepReport(looked=9_000)


# ---- what goes wrong


def test_a_proposal_about_which_something_goes_wrong_keeps_nobody_else_waiting(town) -> None:
    for number, word in enumerate(["fine", "a bug", "a full disk", "fine"], 1):
        town.state.pull(author=f"ada{number}", files=files(word, f"x{number}"))
    report = run(town)
    assert report.posted == ["pull/1", "pull/4"]
    assert [(one.pull, one.why) for one in report.failed] == [
        ("pull/2", "ZeroDivisionError, a mistake of the program's"), ("pull/3", "no room is left"),
    ]  # fmt: skip
    assert [type(one.error) for one in report.failed] == [ZeroDivisionError, type(None)]


def test_a_thread_that_takes_no_comment_is_told_and_the_others_are_answered(town) -> None:
    for number in range(1, 4):
        town.state.pull(author=f"ada{number}", files=files("fine", f"x{number}"))
    town.faults.add("no-access", where="POST /repos/riverton/ideas/issues/2/comments", times=None)
    report = run(town)
    assert (report.posted, [one.pull for one in report.failed]) == (["pull/1", "pull/3"], ["pull/2"])


@pytest.mark.parametrize("kind", ["502", "503", "secondary"])
def test_a_forge_that_goes_away_in_the_middle_ends_the_sweep_and_the_next_one_does_the_rest(town, kind) -> None:
    for number in range(1, 9):
        town.state.pull(author=f"ada{number}", files=files("fine", f"x{number}"))
    town.faults.add(
        kind,
        where="POST /repos/riverton/ideas/issues",
        on=5,
        times=None,
        **({"retry_after": 3600} if kind == "secondary" else {}),
    )
    report = run(town)
    assert report.posted == ["pull/1", "pull/2"]
    assert report.stopped is not None
    assert report.left + len(report.failed) == 6
    town.faults.clear()
    assert len(run(town).posted) == 6
    assert [colours(town, number) for number in range(1, 9)] == [[(1, "green")]] * 8


def test_the_hours_budget_ends_a_sweep_and_the_next_one_goes_on(town, monkeypatch) -> None:
    monkeypatch.setattr("ideario.forge.pace.WRITES_AN_HOUR", 11)
    for number in range(1, 6):
        town.state.pull(author=f"ada{number}", files=files("fine", f"x{number}"))
    report = run(town)
    assert (len(report.posted), report.left, type(report.stopped)) == (3, 2, Exhausted)
    monkeypatch.undo()
    assert len(run(town).posted) == 2


class Crash(BaseException):
    """The machine goes away."""


def interrupted(github: Server, point: int, by: Callable[[], Any]) -> WritingGitHub:
    """A forge in whose work something happens: before (an even point) or after (an odd one) one of its requests."""
    forge = writing(github, token="actions")
    wire, passed = forge._session._wire, itertools.count()
    send = wire.send

    def sent(*arguments: Any, **more: Any) -> Any:
        if next(passed) == point:
            by()
        found = send(*arguments, **more)
        if next(passed) == point:
            by()
        return found

    wire.send = sent  # type: ignore[method-assign] # it is the client that goes away, in the midst of its work
    return forge


def crash() -> None:
    raise Crash


SCENES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "new": (("", "fine"), ("", "wrong"), ("", "fine")),
    "flips": (("wrong", "fine"), ("fine", "wrong")),
    "edits": (("wrong", "wrong again"), ("fine", "finer")),
    "all": (("", "wrong"), ("wrong", "fine"), ("fine", "finer"), ("fine", "wrong")),
}
"""What pull requests held when they were answered last, and what they hold now."""


@pytest.fixture(scope="module")
def unchecked() -> Iterator[Server]:
    """A stand-in that is not held to GitHub's descriptions, for speed: other tests make the same requests."""
    state = State()
    state.token("actions", BOT, kind="installation", limit=1_000_000)
    limits = Limits(writes_a_minute=1_000_000, writes_an_hour=1_000_000)
    with alone(), serve(state, checked=False, limits=limits) as server, in_place(server):
        yield server


@pytest.mark.slow
def test_a_crash_before_or_after_any_request_leaves_no_answer_twice_and_none_out(unchecked) -> None:
    crashes = sum(crashed_anywhere(unchecked, scene, random.Random(name)) for name, scene in SCENES.items())
    assert crashes >= 500


def crashed_anywhere(github: Server, scene: tuple[tuple[str, str], ...], draw: random.Random) -> int:
    """Crash at each point of a sweep, and at others when it is tried again; how often that was in all."""
    crashes = 0
    for point in itertools.count():
        opened = staged(github, scene)
        crashed = []
        for at in (point, *(draw.randrange(16) for _ in range(5))):
            try:
                run(github, interrupted(github, at, crash))
            except Crash:
                crashed.append(at)
        crashes += len(crashed)
        assert run(github).stopped is None
        hold(github, opened, scene)
        if point not in crashed:
            return crashes
    raise AssertionError


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["flips", "new"])
def test_two_sweeps_at_once_leave_one_answer_wherever_they_meet(unchecked, scene) -> None:
    for point in itertools.count():
        opened, met = staged(unchecked, SCENES[scene]), list[SweepReport]()
        run(unchecked, interrupted(unchecked, point, partial(_meanwhile, unchecked, met)))
        hold(unchecked, opened, SCENES[scene])
        assert run(unchecked) == SweepReport(looked=len(opened))
        if not met:
            break
    assert point > 10


def _meanwhile(github: Server, met: list[SweepReport]) -> None:
    met.append(run(github))


def staged(github: Server, scene: tuple[tuple[str, str], ...]) -> list[Thread]:
    """Pull requests of a scene, after what they held then was answered; all others are closed."""
    state = github.state
    for pull in state.home.pulls:
        pull.closed = pull.closed or 1
    opened = [state.pull(files=files(before or "later")) for before, _ in scene]
    late = [pull for pull, (before, _) in zip(opened, scene, strict=True) if not before]
    for pull in late:
        pull.closed = 1
    run(github)
    for pull in late:
        pull.closed = None
    for number, (pull, (_, after)) in enumerate(zip(opened, scene, strict=True)):
        state.edit_files(pull, files(after, f"y{number}"), at=1_800_000_000 + pull.number)
    return opened


def hold(github: Server, opened: list[Thread], scene: tuple[tuple[str, str], ...]) -> None:
    """Each pull request of a scene has its answers, each once, and the last one is to what it holds now."""
    for pull, (before, after) in zip(opened, scene, strict=True):
        was, now = ("red" if "wrong" in word else "green" for word in (before, after))
        expected = [now] if not before or was == now else [was, now]
        found = answers(github, pull.number)
        assert [(marker.turn, marker.colour) for marker in found] == [*enumerate(expected, 1)]
        assert found[-1].head == pull.head_sha
