"""Importing elections: nine real ones to the vote, every kind of ballot, and what is said of files that are wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import elections
import pytest
from communities import NOW
from conftest import Outcome
from hypothesis import given
from hypothesis import strategies as st
from ideario.actions.import_ import ImportReport, import_from
from ideario.actions.tally import CountedLedger, count
from ideario.exchange.importers import SOURCES, ImportWishes, voter_of
from ideario.exchange.pabulib import make_community
from ideario.exchange.pabulib.election import read_election
from ideario.intake.read_community import read_community
from ideario.ledger import format as line_format
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.format import GENESIS, canonical, event_line
from ideario.ledger.line_reader import read_line
from ideario.model.challenge import WinnerRule
from ideario.model.community import Community
from ideario.model.moments import instant
from ideario.model.money import Money
from ideario.problems import Failure, has_errors
from ideario.resources import tool_resources

pytestmark = pytest.mark.slow

WISHES = ImportWishes(currencies=("PLN", "EUR", "JPY", "KWD"))
META = {
    "description": "Municipal PB in Riverton",
    "country": "Poland",
    "instance": "2024",
    "num_projects": "3",
    "num_votes": "3",
    "budget": "1000.50",
    "vote_type": "approval",
    "rule": "greedy",
    "date_begin": "01.02.2024",
    "date_end": "28.02.2024",
    "language": "pl",
    "currency": "PLN",
}
PROJECTS = """\
project_id;cost;votes;name;category;target
a;100;2;Park;green,culture;seniors
b;200.5;1;Gym;;
c;300;1;Tram;green;"""
VOTES = "voter_id;vote\n1;a,b\n2;a\n3;c"


def election_file(*, projects: str = PROJECTS, votes: str = VOTES, **meta: str | None) -> bytes:
    """A small election; a value of META that is None is left out."""
    values = {key: value for key, value in {**META, **meta}.items() if value is not None}
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in values.items())]
    return "\n".join([*lines, "PROJECTS", projects, "VOTES", votes, ""]).encode()


def imported(data: bytes, into: Path, **options: Any) -> tuple[ImportReport, Community, dict[str, int | None]]:
    """Import a file; what was done, the community, and the support by `source_id`."""
    file = into.parent / f"{into.name}.pb"
    file.write_bytes(data)
    done = import_from("pabulib", file, into=into, resources=tool_resources(), **options)
    assert isinstance(done, ImportReport), done
    ledger = into / "content" / "ledger"
    assert check_chain(ledger) == []
    counted = count(into, resources=tool_resources(), ledger=ledger, now=NOW)
    assert isinstance(counted, CountedLedger)
    assert counted.problems == ()
    support = {idea["source_id"]: idea["support"] for idea in counted.document["ideas"]}
    return done, counted.community, support


def problems_of(data: bytes) -> list[str]:
    """What is wrong with a file, as `line: message`."""
    found, problems = make_community.read(data, path="x.pb", wishes=WISHES)
    assert (found is None) is has_errors(problems)
    assert {problem.path for problem in problems} <= {"x.pb"}
    return [f"{problem.line}: {problem.message}" for problem in problems]


# ---- the real ones


SITES = {
    "poland_swiecie_2023_", "poland_warszawa_2024_bemowo", "poland_wieliczka_2023_green-budget", elections.MADE_UP,
}  # fmt: skip
"""Elections of which sites are made and recounted. Those of whole cities would take two minutes here, and the other
districts are like Bemowo.
"""


@pytest.mark.parametrize("name", [*elections.NAMES, elections.MADE_UP])
def test_a_real_election_is_counted_to_the_vote_and_some_make_a_site_that_can_be_recounted(
    name: str, tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    source = elections.election(name)
    election, problems = read_election(source.read_bytes(), path=name)
    assert election is not None
    assert problems == ()
    root = tmp_path / "community"
    done, community, support = imported(source.read_bytes(), root)
    assert support == {project.id: project.votes for project in election.projects}
    assert done.problems == ()
    (challenge,) = community.challenges.values()
    cents = 100
    assert challenge.budget == Money(amount=int(election.budget * cents), currency=challenge.budget.currency)
    costs = {idea.source_id: idea.cost.amount for idea in community.ideas.values() if idea.cost}
    assert costs == {project.id: project.cost * cents for project in election.projects}
    assert done.voters == int(election.meta["num_votes"].value)
    for command in ("check", "build", "verify") if name in SITES else ("check",):
        said = ideario("--root", root, command)
        assert (said.exit_code, said.stderr) == (0, ""), command
    if name not in SITES:
        return
    published = json.loads((root / "build" / "site" / "api" / "v1" / "ideas.json").read_bytes())
    assert {idea["source_id"]: idea["votes"]["support"] for idea in published["ideas"]} == support


# ---- what becomes of a file


def test_a_file_becomes_a_community(tmp_path: Path) -> None:
    data = election_file()
    done, community, support = imported(data, tmp_path / "riverton")
    assert (done.ideas, done.voters, done.ledger.events, done.notes) == (3, 3, 4, ())
    assert support == {"a": 2, "b": 1, "c": 1}
    challenge = community.challenges["municipal-pb-in-riverton-2024"]
    assert challenge.title == "Municipal PB in Riverton, 2024"
    assert challenge.budget == Money(amount=100050, currency="PLN")
    assert challenge.winners == WinnerRule(rule="greedy")
    assert instant(challenge.voting.opens) == "2024-02-01T00:00:00Z"
    assert instant(challenge.voting.closes) == "2024-02-28T23:59:59Z"
    assert instant(done.ledger.observed) == "2024-02-29T00:00:00Z"
    assert challenge.phase(done.ledger.observed) == "closed"
    park = community.ideas["park"]
    assert (park.title, park.tags, park.language) == ("Park", ("green", "culture", "seniors"), "pl")
    assert (park.source, park.source_id, park.authors) == ("Pabulib: Municipal PB in Riverton, 2024", "a", ())
    assert community.ideas["gym"].cost == Money(amount=20050, currency="PLN")
    assert dict(community.settings.tags["seniors"]) == {"": "seniors"}
    lines = (tmp_path / "riverton" / "content" / "ledger" / "2024-02-01.jsonl").read_text().splitlines()
    first = json.loads(lines[0])
    assert re.fullmatch(r"pabulib:[0-9a-f]{64}:1", first["voter"])
    assert (first["thread"], first["idea"], first["kind"], first["given"]) == (
        "import/1",
        "park",
        "+1",
        "2024-02-01T00:00:00Z",
    )
    assert not done.ledger.sample


def test_the_same_file_becomes_the_same_bytes(tmp_path: Path) -> None:
    def everything(root: Path) -> dict[str, bytes]:
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    imported(election_file(), tmp_path / "one")
    imported(election_file(), tmp_path / "two")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


@pytest.mark.parametrize(
    ("currency", "budget", "amount"),
    [("JPY", "1000", 1000), ("EUR", "10.5", 1050), ("KWD", "1.005", 1005), ("pln", "7.10", 710)],
)
def test_money_is_exact_in_the_smallest_unit(tmp_path: Path, currency: str, budget: str, amount: int) -> None:
    projects = "project_id;cost;name\na;1;Park"
    data = election_file(
        currency=currency, budget=budget, projects=projects, votes="voter_id;vote\n1;a", num_projects="1", num_votes="1"
    )
    _, community, _ = imported(data, tmp_path / "x")
    (challenge,) = community.challenges.values()
    assert challenge.budget == Money(amount=amount, currency=currency.upper())


@pytest.mark.parametrize(
    ("rule", "winners", "note"),
    [
        ("greedy", WinnerRule(rule="greedy"), ""),
        ("equalshares", WinnerRule(rule="equal-shares", completion="none"), ""),
        ("equalshares/add1", WinnerRule(rule="equal-shares", completion="add1"), ""),
        ("EqualShares/Utilitarian", WinnerRule(rule="equal-shares", completion="utilitarian"), ""),
        ("top/2", WinnerRule(rule="top", count=2), ""),
        ("top/0", WinnerRule(rule="greedy"), "no winner rule called top/0"),
        ("equalshares/other", WinnerRule(rule="greedy"), "no winner rule called equalshares/other"),
        ("lottery", WinnerRule(rule="greedy"), "no winner rule called lottery"),
        (None, WinnerRule(rule="greedy"), "names no winner rule"),
    ],
)
def test_rules_for_winners_are_taken_over_or_said(
    tmp_path: Path, rule: str | None, winners: WinnerRule, note: str
) -> None:
    done, community, _ = imported(election_file(rule=rule), tmp_path / "x")
    (challenge,) = community.challenges.values()
    assert challenge.winners == winners
    assert (note in " ".join(done.notes)) if note else done.notes == ()
    assert not note or "greedy" in challenge.background


@pytest.mark.parametrize(
    ("named", "opens", "closes"),
    [
        (("01.02.2024", "28.02.2024", "2024"), "2024-02-01", "2024-02-28"),
        (("2024-02-01", "2024-02-01", "2024"), "2024-02-01", "2024-02-01"),
        (("2023", "2023", "2024"), "2023-01-01", "2023-12-31"),
        ((None, "28.02.2024", "2024"), "2024-02-28", "2024-02-28"),
        (("2019", None, "2024"), "2019-01-01", "2019-12-31"),
        ((None, None, "2024"), "2024-01-01", "2024-12-31"),
        ((None, None, "II"), "1970-01-02", "1970-01-02"),
    ],
)
def test_dates_are_read_in_every_form_and_assumptions_said(tmp_path: Path, named, opens, closes) -> None:
    begin, end, instance = named
    done, community, _ = imported(election_file(date_begin=begin, date_end=end, instance=instance), tmp_path / "x")
    (challenge,) = community.challenges.values()
    assert instant(challenge.voting.opens)[:10] == opens
    assert instant(challenge.voting.closes)[:10] == closes
    assert bool(done.notes) is (begin is None or end is None)


def test_currency_and_language_are_assumed_and_said_or_given(tmp_path: Path) -> None:
    bare = election_file(currency=None, language=None)
    done, community, _ = imported(bare, tmp_path / "guessed")
    assert {idea.cost.currency for idea in community.ideas.values() if idea.cost} == {"PLN"}
    assert [note[:28] for note in done.notes] == ["The file names no currency: ", "The file names no language: "]
    done, community, _ = imported(bare, tmp_path / "given", currency="EUR", language="it")
    assert {(idea.language, idea.cost.currency) for idea in community.ideas.values() if idea.cost} == {("it", "EUR")}
    assert done.notes == ()
    done, community, _ = imported(election_file(currency=None, country=None), tmp_path / "euro")
    assert {idea.cost.currency for idea in community.ideas.values() if idea.cost} == {"EUR"}


def test_a_ranking_is_read_as_approvals_and_it_says_so(tmp_path: Path) -> None:
    done, community, support = imported(election_file(vote_type="ordinal"), tmp_path / "x")
    assert support == {"a": 2, "b": 1, "c": 1}
    assert "ranked" in done.notes[0]
    (challenge,) = community.challenges.values()
    assert "each ranked project as one approval" in challenge.background


@pytest.mark.parametrize("vote_type", ["cumulative", "scoring"])
def test_points_above_zero_are_approvals_and_it_says_so(tmp_path: Path, vote_type: str) -> None:
    votes = "voter_id;vote;points\n1;a,b;5,0\n2;a,c;1,-1.5\n3;;"
    done, _, support = imported(election_file(vote_type=vote_type, votes=votes), tmp_path / "x")
    assert support == {"a": 2, "b": 0, "c": 0}
    assert "as one approval" in done.notes[0]


def test_a_vote_for_nothing_is_a_voter_without_a_vote(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    """Nobody's approval is invented: the ledger has no line of theirs, and the challenge names their number."""
    done, community, support = imported(election_file(votes="voter_id;vote\n1;a\n2;\n3;a,b,c"), tmp_path / "x")
    assert (done.voters, done.ledger.events) == (3, 4)
    assert support == {"a": 2, "b": 1, "c": 1}
    assert done.notes == ("1 voter handed in a ballot that approves of nothing: empty ballots count as voters.",)
    (challenge,) = community.challenges.values()
    assert challenge.empty_ballots == 1
    (turnout,) = json.loads(ideario("--root", tmp_path / "x", "tally", "--format", "json").stdout)["challenges"]
    assert (turnout["voters"], turnout["ballots"], turnout["empty"]) == (3, 4, 1)
    assert ": 3 voters (1 with an empty ballot), 4 ballots" in ideario("--root", tmp_path / "x", "tally").stdout


def test_equal_shares_divides_the_budget_by_empty_ballots_too(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    """Two of five voters approve of nothing: each share is 100 / 5, and then nothing can be paid for."""
    projects = "project_id;cost;name\n1;50;Alpha\n2;40;Beta\n3;30;Gamma"
    votes = "voter_id;vote\na;1\nb;1,2\nc;\nd;\ne;3"
    data = election_file(projects=projects, votes=votes, budget="100", num_votes="5", rule="equalshares")
    imported(data, tmp_path / "x")
    (challenge,) = (tmp_path / "x/content/challenges").glob("*.yml")
    decided = json.loads(ideario("--root", tmp_path / "x", "winners", challenge.stem, "--format", "json").stdout)
    assert (decided["voters"], decided["winners"]) == (5, [])
    assert decided["shares"]["share"]["amount"] == "20.00"
    assert ideario("--root", tmp_path / "x", "build").exit_code == 0
    page = (tmp_path / f"x/build/site/challenges/{challenge.stem}/index.html").read_text("utf-8")
    assert "2 of the voters handed in a ballot that approves of nothing" in page


def test_a_threshold_is_read_as_minimum_support_where_votes_are_counted(tmp_path: Path) -> None:
    done, community, _ = imported(election_file(min_project_score_threshold="1.5"), tmp_path / "x")
    (challenge,) = community.challenges.values()
    assert challenge.winners == WinnerRule(rule="greedy", minimum_support=2)
    assert done.notes == ()
    votes = "voter_id;vote;points\n1;a,b;5,0\n2;a;1\n3;c;4"
    points = election_file(min_project_score_threshold="5", vote_type="scoring", votes=votes)
    done, community, _ = imported(points, tmp_path / "y")
    (challenge,) = community.challenges.values()
    assert challenge.winners.minimum_support == 0
    assert any("threshold of 5 is not of votes" in note for note in done.notes)


@pytest.mark.parametrize(
    ("lengths", "said"),
    [
        ({"min_length": "2"}, "at least 2"),
        ({"max_length": "3"}, "up to 3"),
        ({"min_length": "2", "max_length": "3"}, "2 to 3"),
        ({"min_length": "3", "max_length": "3"}, "3"),
    ],
)
def test_how_many_projects_a_voter_could_name_is_said_as_it_was(
    tmp_path: Path, lengths: dict[str, str], said: str
) -> None:
    _, community, _ = imported(election_file(**lengths), tmp_path / "x")
    (challenge,) = community.challenges.values()
    assert f"- Projects a voter could name: {said}\n" in challenge.background


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("sum_cost", "Cost of the projects on a ballot together"),
        ("points", "Points a voter could give to a project"),
        ("sum_points", "Points on a ballot together"),
    ],
)
def test_whatever_else_bounded_a_ballot_is_said_too(tmp_path: Path, key: str, label: str) -> None:
    bounds = {f"min_{key}": "2", f"max_{key}": "10"}
    (challenge,) = imported(election_file(**bounds), tmp_path / "x")[1].challenges.values()
    assert f"- {label}: 2 to 10\n" in challenge.background
    (challenge,) = imported(election_file(**{f"min_{key}": "2"}), tmp_path / "y")[1].challenges.values()
    assert f"- {label}: at least 2\n" in challenge.background


def test_a_score_for_projects_that_a_ballot_does_not_name_is_said_not_to_count(tmp_path: Path) -> None:
    votes = "voter_id;vote;points\n1;a,b;3,2\n2;a;1\n3;c;1"
    for score, told in (("1", True), ("0", False)):
        data = election_file(vote_type="scoring", votes=votes, default_score=score)
        done, _, support = imported(data, tmp_path / f"x{score}")
        assert any("does not name had a score of 1 there" in note for note in done.notes) is told
        assert support == {"a": 2, "b": 1, "c": 1}


def test_an_amount_finer_than_the_currency_is_told_with_one_that_is_not() -> None:
    found, problems = make_community.read(election_file(budget="100.505"), path="x.pb", wishes=WISHES)
    assert found is None
    assert [problem.hint for problem in problems] == ["Round it, for example to 100.50."]


def test_a_ballot_that_names_a_project_twice_counts_once_with_a_warning(
    tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    (tmp_path / "x.pb").write_bytes(election_file(votes=VOTES.replace("2;a", "2;a,a")))
    said = ideario("import", "pabulib", tmp_path / "x.pb", "--into", tmp_path / "x")
    assert (said.exit_code, "the ballot names the project a 2 times" in said.stderr) == (0, True)
    assert problems_of(election_file(votes=VOTES.replace("2;a", "2;a,a"))) == [
        "23: the ballot names the project a 2 times, and counts for it once"
    ]


@pytest.mark.parametrize("name", ['"Gym" pool', '"Gym', '"Gym"" and more'])
def test_a_name_that_begins_with_a_quotation_mark_stays_with_a_warning(tmp_path: Path, name: str) -> None:
    file = tmp_path / "x.pb"
    file.write_bytes(election_file(projects=PROJECTS.replace("Gym", name)))
    done = import_from("pabulib", file, into=tmp_path / "x", resources=tool_resources())
    assert isinstance(done, ImportReport)
    (warning,) = done.problems
    assert (warning.line, warning.level) == (18, "warning")
    reading = read_community(tmp_path / "x", resources=tool_resources())
    assert name in {idea.title for idea in reading.community.ideas.values()}


def test_hundreds_of_warnings_stop_nothing_and_an_error_behind_them_still_does() -> None:
    votes = "voter_id;vote\n" + "\n".join(f"{n};a,a" for n in range(300))
    plain = {"projects": "project_id;cost\na;1", "num_projects": "1", "num_votes": "300"}
    found, problems = make_community.read(election_file(votes=votes, **plain), path="x.pb", wishes=WISHES)
    assert found is not None
    assert (len(problems), {problem.level for problem in problems}) == (101, {"warning"})
    wrong = election_file(votes=votes + "\n300;z", **{**plain, "num_votes": "301"})
    assert make_community.read(wrong, path="x.pb", wishes=WISHES)[0] is None


def test_a_repository_that_nobody_named_is_not_made_up(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    (tmp_path / "x.pb").write_bytes(election_file())
    said = ideario("import", "pabulib", tmp_path / "x.pb", "--into", tmp_path / "x")
    assert (said.exit_code, "no repository is named yet" in said.stdout) == (0, True)
    root = tmp_path / "x"
    assert ideario("--root", root, "check").exit_code == 0
    (challenge,) = (root / "content/challenges").glob("*.yml")
    assert ideario("--root", root, "winners", challenge.stem).exit_code == 0
    assert ideario("--root", root, "build").exit_code == 0
    pages = [page.read_text("utf-8") for page in (root / "build/site").rglob("*.html")]
    assert len(pages) > 10
    for page in pages:
        assert not re.search(r'href="https?://github\.com/(?!ideario)', page)
        assert 'href=""' not in page
        assert "None/" not in page
    assert "This community names no repository yet." in pages[0] + pages[1]
    refused = ideario("--root", root, "sync", "--dry-run")
    assert (refused.exit_code, "names no repository" in refused.stderr) == (2, True)
    named = ideario("import", "pabulib", tmp_path / "x.pb", "--into", tmp_path / "y", "--repository", "riverton/votes")
    assert (named.exit_code, "no repository" in named.stdout) == (0, False)
    assert "repository: riverton/votes" in (tmp_path / "y/content/community.yml").read_text()


def test_quoted_fields_may_hold_semicolons_quotes_and_line_breaks(tmp_path: Path) -> None:
    projects = 'project_id;cost;name\na;100;"Park; with ""trees"""\nb;200;"Gym\nand pool"\nc;300;\'Tram\''
    _, community, _ = imported(election_file(projects=projects), tmp_path / "x")
    assert {idea.source_id: idea.title for idea in community.ideas.values()} == {
        "a": 'Park; with "trees"',
        "b": "Gym and pool",
        "c": "'Tram'",
    }


@pytest.mark.parametrize(
    "change", [lambda d: b"\xef\xbb\xbf" + d, lambda d: d.replace(b"\n", b"\r\n"), lambda d: d.replace(b"\n", b"\n\n")]
)
def test_marks_line_ends_and_empty_lines_do_not_matter(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    _, _, support = imported(change(election_file()), tmp_path / "x")
    assert support == {"a": 2, "b": 1, "c": 1}


def test_odd_names_become_ideas_that_check_finds_nothing_wrong_with(tmp_path: Path) -> None:
    names = [
        "ab",
        "",
        "x" * 300,
        "word " * 100,
        "# [link](javascript:alert(1)) <b>*bold*</b> {{ }}",
        "no",
        "\u202eevil\u200b",
        "- list: 'quoted' \\ & | > %",
        "木の公園",
        "😀😀😀",
        "Park",
        "park!",
        "PARK",
        "null",
        "a\u2028b\u0085c\x07d\x7fe",
        "1. first",
    ]
    rows = [f'{n};{n};"{name}";"* {name} <script>"' for n, name in enumerate(names)]
    projects = "\n".join(["project_id;cost;name;comment_x", *rows])
    votes = "voter_id;vote\n" + "\n".join(f"v {n};{n}" for n in range(len(names)))
    data = election_file(projects=projects, votes=votes, num_projects=str(len(names)), num_votes=str(len(names)))
    _, community, support = imported(data, tmp_path / "x")
    assert support == {str(n): 1 for n in range(len(names))}
    titles = {int(idea.source_id or 0): idea.title for idea in community.ideas.values()}
    assert titles[0] == "ab (project 0)"
    assert titles[1] == "Project 1"
    assert len(titles[2]) == 120
    assert titles[3].endswith("word…")
    assert {"park-10", "park-11", "park-12"} <= set(community.ideas)
    long = next(idea for idea in community.ideas.values() if idea.source_id == "3")
    assert long.body.startswith("word word")
    assert len(long.body) > 400


def test_voters_of_any_name_stay_different_people(tmp_path: Path) -> None:
    voters = ["a b", "a%20b", "a+b", "żółw", "x" * 200, "x" * 201, '""q""', "1\\2"]
    votes = "voter_id;vote\n" + "\n".join(f'"{voter}";a' for voter in voters)
    _, _, support = imported(election_file(votes=votes, num_votes=str(len(voters))), tmp_path / "x")
    assert support["a"] == len(voters)


# ---- what is said of files that are wrong


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"num_projects": "4"}, "6: num_projects is 4, and the file has 3"),
        ({"num_votes": "x"}, "7: num_votes is x, and the file has 3"),
        ({"budget": None}, "13: META has no budget"),
        ({"budget": ""}, "14: META has no budget"),
        ({"budget": "1,000"}, "8: budget is 1,000 and should be an amount of money"),
        ({"budget": "-5"}, "8: budget is -5 and should be an amount of money"),
        ({"budget": "1.005"}, "8: budget is 1.005, and PLN has 2 decimals"),
        ({"budget": "999999999999999"}, "8: budget is 999999999999999, which is more than Ideario can write"),
        ({"vote_type": "quadratic"}, "9: the vote type quadratic is not known"),
        ({"vote_type": None}, "13: META has no vote_type"),
        ({"vote_type": "choose-1"}, "22: the vote type is choose-1, and the ballot names 2 projects"),
        ({"vote_type": "scoring"}, "21: VOTES has no column points"),
        ({"currency": "Zloty"}, "14: the currency Zloty is not one that ISO 4217 lists"),
        ({"date_begin": "31.02.2024"}, "11: 31.02.2024 is not a date"),
        ({"date_end": "01.01.2024"}, "12: voting ends on 2024-01-01 before it begins on 2024-02-01"),
        ({"rule": "a;b"}, "10: rule has more than one value"),
        ({"projects": "project_id;votes\na;1"}, "16: PROJECTS has no column cost"),
        ({"projects": "project_id;cost;cost\na;1;1"}, "16: PROJECTS has the column cost twice"),
        ({"projects": PROJECTS.replace("b;200.5", "b;cheap")}, "18: cost is cheap and should be an amount of money"),
        (
            {"projects": PROJECTS.replace("b;200.5", "a;200.5")},
            "18: the project a stands here a second time, first in line 17",
        ),
        ({"projects": PROJECTS.replace("b;200.5;1", "b;200.5;x")}, "18: votes is x and should be a whole number"),
        ({"projects": PROJECTS.replace("Gym", "Gym; pool")}, "18: the line has 7 fields, and the columns are 6"),
        ({"projects": PROJECTS.replace("Gym", '"Gym;')}, "18: the line has 7 fields, and the columns are 6"),
        ({"projects": PROJECTS.replace("b;", "a\u00a0\u00a0b;")}, "18: a b cannot be the id of a project"),
        ({"projects": PROJECTS.replace("b;", '"b\nb";')}, "18: b b cannot be the id of a project"),
        ({"projects": PROJECTS.replace("b;", '"b,c";')}, "18: b,c cannot be the id of a project"),
        ({"min_project_score_threshold": "many"}, "15: min_project_score_threshold is many and should be a number"),
        ({"rule": "equalshares/add1", "add1_step": "0"}, "15: add1_step is 0 and should be an amount of money"),
        ({"proportional_quorum": "a third"}, "15: proportional_quorum is a third and should be a fraction such as 1/3"),
        ({"votes": VOTES.replace("vote\n", "ballot\n")}, "21: VOTES has no column vote"),
        ({"votes": VOTES.replace("2;a", "2;z")}, "23: a vote for the project z, which is not in PROJECTS"),
        ({"votes": VOTES.replace("2;a", "1;a")}, "23: the voter 1 stands here a second time, first in line 22"),
        ({"votes": VOTES.replace("2;a", ";a")}, "23: the voter has no id"),
        ({"vote_type": "choose-1", "votes": VOTES.replace("2;a", "2;a,a,b")}, "23: the vote type is choose-1"),
        ({"votes": VOTES.replace("2;a", "2")}, "23: the line has 1 fields, and the columns are 2"),
        (
            {"votes": VOTES.replace("2;a", "2;a,")},
            "23: a vote for the project without a name, which is not in PROJECTS",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(changes: dict[str, Any], message: str) -> None:
    assert any(said.startswith(message) for said in problems_of(election_file(**changes)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1: the section META is missing"),
        (b"hello\n", "1: the file does not begin with META, so this is no .pb file"),
        (election_file().split(b"VOTES")[0], "20: the section VOTES is missing"),
        (election_file() + b"META\nkey;value\n", "25: the section META stands here a second time"),
        (b"META\nPROJECTS\nVOTES\n", "4: META has no columns"),
        (election_file().decode().encode("utf-16"), "1: the file is UTF-16 and must be UTF-8"),
        (election_file().decode().encode("utf-16-le"), "1: the file holds NUL characters, as UTF-16 would"),
        (election_file(description="Łódź").decode().encode("cp1250"), "3: the file is not UTF-8: no character begins"),
        (b"\xef\xbb\xbf" + election_file(country="M\xfcnchen").decode().encode("latin-1"), "4: the file is not UTF-8"),
    ],
)
def test_a_file_that_is_no_election_is_told_so(data: bytes, message: str) -> None:
    found = problems_of(data)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_published_votes_that_differ_are_a_warning_and_no_more(tmp_path: Path) -> None:
    data = election_file(projects=PROJECTS.replace("a;100;2", "a;100;3"))
    assert problems_of(data) == ["17: votes is 3, and 2 ballots approve of the project a"]
    done, _, support = imported(data, tmp_path / "x")
    assert support["a"] == 2
    assert [problem.level for problem in done.problems] == ["warning"]


def test_thousands_of_mistakes_are_cut_short() -> None:
    votes = "voter_id;vote\n" + "\n".join(f"{n};z" for n in range(5000))
    found = problems_of(election_file(votes=votes))
    assert len(found) == 101
    assert found[-1].endswith("more problems from here on")


@given(st.binary(max_size=400))
def test_no_bytes_make_a_traceback(data: bytes) -> None:
    problems_of(data)


@given(st.data())
def test_no_change_to_a_file_makes_a_traceback(data: st.DataObject) -> None:
    file = election_file()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(file)))
        end = at + data.draw(st.integers(0, 8))
        file = (
            file[:at]
            + data.draw(st.sampled_from([b"", b";", b'"', b"\n", b",", b"0", b"\xff", b"PROJECTS\n"]))
            + file[end:]
        )
    problems_of(file)


# ---- whole or not at all


def test_into_an_existing_community_nothing_is_written(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    (tmp_path / "here" / "content").mkdir(parents=True)
    (tmp_path / "here" / "content" / "community.yml").write_text("name: mine\n")
    (tmp_path / "x.pb").write_bytes(election_file())
    said = ideario("import", "pabulib", tmp_path / "x.pb", "--into", tmp_path / "here")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "exists already" in said.stderr
    assert [path.name for path in (tmp_path / "here").rglob("*")] == ["content", "community.yml"]


def test_a_file_in_the_way_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "x.pb").write_bytes(election_file())
    with pytest.raises(Failure):
        import_from("pabulib", tmp_path / "x.pb", into=tmp_path / "x.pb", resources=tool_resources())
    with pytest.raises(Failure):
        import_from("pabulib", tmp_path / "y.pb", into=tmp_path / "new", resources=tool_resources())
    assert not (tmp_path / "new").exists()


def test_a_folder_with_other_things_in_it_will_do(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "README.md").write_text("mine")
    imported(election_file(), tmp_path / "x")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["README.md", "content"]


def test_nothing_is_written_where_the_file_has_an_error(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    (tmp_path / "x.pb").write_bytes(election_file(num_votes="4"))
    said = ideario("import", "pabulib", "x.pb", "--into", "new/folder", cwd=tmp_path)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("x.pb:7:1: error: pabulib: num_votes is 4, and the file has 3")
    assert "Nothing was written" in said.stderr
    assert not (tmp_path / "new" / "folder").exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ideario.actions import import_ as action

    def unhappy(*arguments: Any, **options: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(action, "write_ledger", unhappy)
    (tmp_path / "x.pb").write_bytes(election_file())
    with pytest.raises(Failure):
        import_from("pabulib", tmp_path / "x.pb", into=tmp_path / "new", resources=tool_resources())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.pb"]


def test_the_command_says_what_was_made_and_what_to_run_next(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    (tmp_path / "x.pb").write_bytes(election_file(vote_type="ordinal", currency=None))
    said = ideario("import", "pabulib", "x.pb", "--into", "riverton", "--currency", "EUR", cwd=tmp_path)
    assert said.exit_code == 0, said.stderr
    assert said.stdout.startswith("riverton: 3 ideas, 3 voters, 4 votes\nNote: Voters ranked projects.")
    assert said.stdout.endswith("Next, run: ideario --root riverton tally\n")
    reading = read_community(tmp_path / "riverton", resources=tool_resources())
    assert reading.community is not None


@pytest.mark.parametrize(("option", "value"), [("--currency", "euro"), ("--currency", ""), ("--language", "Polish")])
def test_options_that_content_could_not_hold_are_refused(
    tmp_path: Path, ideario: Callable[..., Outcome], option: str, value: str
) -> None:
    (tmp_path / "x.pb").write_bytes(election_file())
    said = ideario("import", "pabulib", "x.pb", "--into", "riverton", option, value, cwd=tmp_path)
    assert said.exit_code == 2
    assert not (tmp_path / "riverton").exists()


@pytest.mark.parametrize("length", [120, 121, 3000])
def test_a_seed_that_is_too_long_is_cut_and_said(tmp_path: Path, length: int) -> None:
    seed = ("7 12 23 31 40 49 " * 200)[:length].strip("\n")
    seed = seed[:-1] + "9"
    done, community, _ = imported(election_file(seed=seed), tmp_path / "x")
    (challenge,) = community.challenges.values()
    assert challenge.winners.seed == seed[:120]
    told = [note for note in done.notes if note.startswith(f"The seed has {length:,} signs")]
    assert len(told) == (length > 120)


def test_voters_of_each_importer_are_ones_that_a_ledger_may_name() -> None:
    assert "pabulib" in SOURCES
    for source in SOURCES:
        assert re.fullmatch(line_format.SOURCE, source)
        voter = voter_of(source, "a" * 64, 'Zoë "the" 1' * 20)
        line = json.loads(
            event_line(
                type_="cast",
                thread="import/1",
                idea="a",
                voter=voter,
                kind="+1",
                given="2026-01-05T10:00:00Z",
                rule=None,
                flags=(),
                seen="2026-01-05T10:00:00Z",
                seq=1,
                prev=GENESIS,
            )
        )
        assert read_line(canonical(line).encode()).fault is None


def test_an_importer_is_loaded_when_somebody_asks_for_it_and_not_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, ideario.cli.import_; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not [name for name in done.stdout.split() if name.startswith("ideario.exchange.pabulib")]
