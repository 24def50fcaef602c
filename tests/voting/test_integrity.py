"""Flags: what is looked for is found, what people do is not, and nobody is left out for a flag."""

import json
import random
import re
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from brigades import BRIGADE, HIDDEN, KINDS, flagged, measured, simulated, table, votes_of
from communities import CHALLENGE, IDEA, put, riverton
from elections import election
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.flags import Flags, SearchLimit
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.voting.integrity import bursts, in_step, step_pairs
from ideario.voting.integrity.chances import poisson_tail
from ideario.voting.integrity.people_between import people_between
from ideario.voting.integrity.search_flags import flags_among
from ideario.voting.integrity.vote_arrays import VoteArrays

pytestmark = pytest.mark.slow

PAGE = "site/pages/integrity-measured.md"
START = datetime(2026, 2, 1, tzinfo=UTC)
CAME = datetime(2026, 1, 10, tzinfo=UTC)
SEEDS = range(20)


# ---- the figures


@pytest.mark.parametrize(
    ("least", "mean", "chance"),
    [(0, 1, 1), (5, 1, 0.0036598468), (7, 1, 8.3241149e-05), (3, 10, 0.9972306), (50, 18, 4.46628716e-10), (1, 0, 0)],
)
def test_the_tail_of_poisson_is_what_tables_have(least: int, mean: float, chance: float) -> None:
    assert poisson_tail(least, mean) == pytest.approx(chance, rel=1e-6)


def test_the_tail_of_poisson_is_the_sum_of_its_parts_on_both_sides_of_the_mean() -> None:
    for mean in (0.5, 3.0, 40.0):
        tails = [poisson_tail(least, mean) for least in range(120)]
        assert all(before >= after for before, after in pairwise(tails))
        assert sum(tails[1:]) == pytest.approx(mean)  # the mean is the sum of all tails


# ---- brigades in simulated communities


@pytest.mark.parametrize("kind", KINDS)
def test_nine_in_ten_of_a_brigade_are_flagged_and_one_in_a_hundred_of_the_honest_at_most(kind: str) -> None:
    """In one community of twenty a brigade may strike in the hour of a letter, and then it takes others with it."""
    found, wrong = zip(*measured(kind, SEEDS), strict=True)
    assert min(found) >= 0.9
    assert sum(wrong) / len(wrong) <= 0.01
    assert sum(share > 0.01 for share in wrong) <= 1


def test_the_honest_alone_are_hardly_ever_flagged_for_how_they_vote() -> None:
    for seed in SEEDS:
        crowd = simulated("", seed)
        votes = votes_of(crowd)
        assert flagged(votes, flags_among(votes), crowd.honest, ("R9", "R10", "R11")) <= 0.005


def test_the_page_has_the_figures_and_the_assumptions_of_this_very_simulation(checkout: Path) -> None:
    import brigades

    page = (checkout / PAGE).read_text("utf-8")
    assert table(SEEDS) in page
    assert brigades.__doc__ is not None
    assumed = re.findall(r"^- (.+?)(?=^- |\Z)", brigades.__doc__.partition("\n\nRun it")[0], re.MULTILINE | re.DOTALL)
    for one in assumed:
        assert " ".join(one.split()) in " ".join(page.split())
    for kind in (*KINDS, *HIDDEN):
        assert f"`{kind}`" in page


def test_the_numbers_of_voters_mean_nothing() -> None:
    crowd = simulated("slate", 3)
    votes = votes_of(crowd)
    draw = np.random.default_rng(1)
    renumbered = draw.permutation(int(votes.voter.max()) + 1)
    other = replace(votes, voter=renumbered[votes.voter])
    assert flags_among(other) == flags_among(votes)
    assert len(flags_among(votes).found) > 1


# ---- single flags


def drawn(*given: tuple[str, int, float], support: bool = True, new: frozenset[int] = frozenset()) -> VoteArrays:
    """Votes as (idea, voter, hours after the start), in one challenge."""
    ideas = sorted({idea for idea, _, _ in given})
    rows = sorted((ideas.index(idea), int(START.timestamp() + hours * 3600), voter) for idea, voter, hours in given)
    idea, moment, voter = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return VoteArrays(
        idea=idea,
        voter=voter,
        given=moment,
        seq=np.arange(1, len(rows) + 1),
        support=np.full(len(rows), support),
        new=np.isin(voter, sorted(new)),
        ideas=ideas,
        votable=np.full(len(ideas), int(START.timestamp())),
        group=np.zeros(len(ideas), dtype=np.int64),
        groups=["streets"],
    )


def rules(flags: Flags) -> list[str]:
    return [flag.rule for flag in flags.found]


def test_a_burst_is_many_votes_within_an_hour_and_nothing_before_or_elsewhere_explains_them() -> None:
    quiet = [("trams", voter, voter * 20.0) for voter in range(10)]
    burst = [("trams", 100 + voter, 150 + voter / 60) for voter in range(12)]
    (flag,) = flags_among(drawn(*quiet, *burst)).found
    assert (flag.rule, flag.ideas, flag.most, flag.accounts) == ("R9", ("trams",), 12, 12)
    assert flag.expected == 1.0
    assert flag.chance == pytest.approx(poisson_tail(12, 1.0))
    assert (flag.first, flag.last) == (START + timedelta(hours=150), START + timedelta(hours=150, minutes=11))


def test_an_hour_includes_its_last_second_and_not_the_one_an_hour_before() -> None:
    spread = [("trams", voter, 100 + voter / 6) for voter in range(7)]  # the seventh exactly an hour after the first
    assert flags_among(drawn(*spread)).found == ()
    close = [("trams", voter, 100 + voter * 0.1666) for voter in range(7)]
    assert rules(flags_among(drawn(*close))) == ["R9"]


def test_when_everybody_comes_at_once_no_idea_is_conspicuous() -> None:
    rush = [(idea, 100 * place + voter, 100 + voter / 40) for place, idea in enumerate("abcd") for voter in range(30)]
    assert flags_among(drawn(*rush)).found == ()


def test_a_pace_that_an_idea_has_had_all_along_is_no_burst() -> None:
    steady = [("trams", voter, voter / 12) for voter in range(12 * 24 * 3)]
    later = [flag for flag in flags_among(drawn(*steady)).found if flag.first > START + timedelta(hours=6)]
    assert later == []


def together(members: int, ideas: str, apart: float = 0.01, others: int = 200) -> VoteArrays:
    """So many accounts that vote on the same ideas, among `others` who come one by one and like what they like."""
    step = [(idea, m, 50 + 3 * place + m * apart) for place, idea in enumerate(ideas) for m in range(members)]
    draw = random.Random(4)
    alone = [(idea, 1000 + n, n * 1.0) for n in range(others) for idea in draw.sample("abcdefghijkl", 2)]
    return drawn(*step, *alone)


def test_five_accounts_in_step_on_three_ideas_are_found_and_four_are_not() -> None:
    (flag,) = flags_among(together(5, "abc")).found
    assert (flag.rule, flag.ideas, flag.accounts, len(flag.lines)) == ("R10", ("a", "b", "c"), 5, 15)
    assert flags_among(together(4, "abc")).found == ()


def test_two_ideas_in_step_are_not_enough_nor_are_votes_that_are_hours_apart() -> None:
    assert flags_among(together(6, "ab")).found == ()
    assert flags_among(together(6, "abc", apart=0.5)).found == ()


def test_one_reaction_to_a_thread_of_three_ideas_is_no_step_in_common() -> None:
    """Six people react within minutes to a pull request that adds three ideas: each did one thing."""
    votes = together(6, "abc")
    once = {(voter, -1): line for line, voter in enumerate(range(6), 10_000)}
    seq = [once.get((int(voter), -1), int(line)) for voter, line in zip(votes.voter, votes.seq, strict=True)]
    shared = replace(
        votes, seq=np.array(seq, dtype=np.int64), given=np.where(votes.voter < 6, votes.given[0], votes.given)
    )
    assert "R10" in rules(flags_among(votes))
    assert "R10" not in rules(flags_among(shared))


def test_thousands_of_votes_in_one_rush_take_little_memory() -> None:
    """50,000 accounts that vote on two ideas within the hour: nobody can share three."""
    rush = [(idea, voter, 50 + voter / 60_000) for idea in "ab" for voter in range(50_000)]
    tracemalloc.start()
    flags_among(drawn(*rush))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150_000_000


def crowd(accounts: int, ideas: int, seconds: int) -> VoteArrays:
    """Everybody votes on everything within so many seconds, as in a lesson."""
    draw = np.random.default_rng(7)
    idea, voter = np.repeat(np.arange(ideas), accounts), np.tile(np.arange(accounts), ideas)
    given = int(START.timestamp()) + 86_400 + draw.integers(0, seconds, len(idea))
    order = np.lexsort((given, idea))
    return VoteArrays(
        idea=idea[order],
        voter=voter[order],
        given=given[order],
        seq=np.arange(1, len(idea) + 1),
        support=np.ones(len(idea), dtype=bool),
        new=np.zeros(len(idea), dtype=bool),
        ideas=[f"idea-{number}" for number in range(ideas)],
        votable=np.full(ideas, int(START.timestamp())),
        group=np.zeros(ideas, dtype=np.int64),
        groups=["streets"],
    )


def test_a_crowd_takes_memory_by_its_votes_and_is_told_that_not_all_was_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """600 accounts that vote on 30 ideas within an hour: each is in step with nearly all the others."""
    monkeypatch.setattr(step_pairs, "MAX_PAIRS", 200_000)
    votes = crowd(600, 30, 3600)
    tracemalloc.start()
    flags = flags_among(votes)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert flags.found == ()
    (limit,) = flags.limits
    assert (limit.rule, limit.what) == ("R10", "ballots")
    assert limit.looked < limit.of
    assert peak < 40_000_000


def test_where_hours_are_left_out_the_flags_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "MAX_HOURS", 10)
    monkeypatch.setattr(bursts, "MIN_HOURS", 10)
    burst = [("trams", voter, 150 + voter / 60) for voter in range(50)]
    flags = flags_among(drawn(*burst))
    assert rules(flags) == ["R9"]
    assert flags.limits == (SearchLimit(rule="R9", what="hours", looked=10, of=46),)


def test_where_groups_are_left_out_the_flags_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_step, "MAX_MEMBERS", 0)
    flags = flags_among(together(6, "abc"))
    assert "R10" in rules(flags)
    assert flags.limits == (SearchLimit(rule="R10", what="groups", looked=1, of=6),)


def test_as_many_people_are_counted_between_two_moments_as_a_set_of_them_has() -> None:
    draw = np.random.default_rng(3)
    voters = draw.integers(0, 40, 500)
    begin = draw.integers(0, 500, 200)
    end = np.minimum(500, begin + draw.integers(0, 300, 200))
    counted = people_between(voters, begin, end)
    assert counted.tolist() == [len(set(voters[b:e].tolist())) for b, e in zip(begin, end, strict=True)]


def test_the_report_and_the_page_tell_which_limits_were_reached(
    ideario, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bursts, "MAX_HOURS", 10)
    monkeypatch.setattr(bursts, "MIN_HOURS", 10)
    told = ideario("report", "integrity", cwd=root).stdout
    assert "Not everything was looked at (R9): 10 of 36 unusual hours, spread evenly." in told
    document = json.loads(ideario("report", "integrity", "--format", "json", cwd=root).stdout)
    assert document["search"]["version"] == 2
    assert document["search"]["limits"] == [{"rule": "R9", "what": "hours", "looked": 10, "of": 36}]
    built = ideario("build", "--output", str(tmp_path / "out"), cwd=root)
    assert built.exit_code == 0, built.stderr
    page = (tmp_path / "out/site/it/integrity/index.html").read_text("utf-8")
    assert "Non si è guardato tutto: 10 ore insolite su 36" in page


def test_signs_are_looked_for_once_in_a_report(ideario, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[int] = []

    def watched(votes: VoteArrays) -> Flags:
        searches.append(len(votes.seq))
        return flags_among(votes)

    monkeypatch.setattr("ideario.voting.integrity.find_flags.flags_among", watched)
    assert ideario("report", "integrity", cwd=root).exit_code == 0
    assert searches == [70]


def test_three_in_ten_supporters_with_new_accounts_are_told_and_fewer_than_five_are_not() -> None:
    given = [("trams", voter, voter * 5.0) for voter in range(20)]
    assert rules(flags_among(drawn(*given, new=frozenset(range(6))))) == ["R7", "R11"]
    assert rules(flags_among(drawn(*given, new=frozenset(range(5))))) == ["R7"]
    assert rules(flags_among(drawn(*given[:6], new=frozenset(range(4))))) == ["R7"]
    assert rules(flags_among(drawn(*given, new=frozenset(range(20)), support=False))) == ["R7"]


# ---- from the ledger to the report, the site and the result


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A decided challenge of two ideas: 30 people like trams, one by one, and a brigade of 40 votes for bench."""
    root = riverton(tmp_path / "community")
    put(root, "challenges/quieter-streets", {**CHALLENGE, "winners": {"rule": "top", "count": 1}})
    for slug in ("trams", "bench"):
        put(root, f"ideas/{slug}", {**IDEA, "title": f"<b>{slug}</b>", "challenge": "quieter-streets"})
    votes = [("trams", 1000 + n, START + timedelta(hours=9 * n)) for n in range(30)]
    votes += [("bench", 2000 + n, START + timedelta(days=5, seconds=60 * n)) for n in range(40)]
    voted(root, votes)
    return root


def voted(root: Path, votes: list[tuple[str, int, datetime]]) -> None:
    threads = [
        Thread(name=name, ideas=(slug,), opened=CAME, merged=CAME)
        for slug, name in (("trams", "pull/1"), ("bench", "pull/2"))
    ]
    events = [
        Event(
            type="cast",
            thread="pull/1" if slug == "trams" else "pull/2",
            idea=slug,
            voter=f"{voter:064x}",
            kind="+1",
            given=instant(moment),
            seen=instant(moment + timedelta(minutes=30)),
            flags=("R7",) if voter in {1000, 1001, 2000} else (),
        )
        for slug, voter, moment in sorted(votes, key=lambda vote: vote[2])
    ]
    write_ledger(root / "content" / "ledger", events, threads, observed=datetime(2026, 3, 2, tzinfo=UTC))


def test_the_report_says_what_is_flagged_why_and_what_the_result_would_be_without(ideario, root: Path) -> None:
    outcome = ideario("report", "integrity", cwd=root)
    assert outcome.exit_code == 0, outcome.stderr
    told = """\
2 flags. A flag is a reason to look, and no proof: all these ballots count.
  R7  quieter-streets: 3 ballots of 3 accounts younger than 30 days, 2026-02-01T00:00:00Z to 2026-02-06T00:00:00Z
  R9  bench: 40 within an hour, 1.0 expected, chance 1e-48; 40 ballots, 2026-02-06T00:00:00Z to 2026-02-06T00:39:00Z

quieter-streets: 42 of 70 ballots flagged (3 by R7, 40 by R9)
  bench: 40 for, 0 against; without 0 and 0
  trams: 30 for, 0 against; without 28 and 0
  without flagged ballots trams would win, bench would not
"""
    assert told in outcome.stdout


def test_the_result_without_flagged_votes_is_the_one_that_excluding_them_gives(ideario, root: Path) -> None:
    document = json.loads(ideario("report", "integrity", "--format", "json", cwd=root).stdout)
    lines = {line for flag in document["flags"] if flag["rule"] == "R9" for line in flag["lines"]}
    events = [
        json.loads(line)
        for file in sorted((root / "content" / "ledger").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    voters = sorted({event["voter"] for event in events if event["seq"] in lines})
    assert len(voters) == 40
    before = ideario("tally", "--format", "json", cwd=root).stdout
    put(
        root,
        "exclusions/brigade",
        {"date": "2026-03-02", "reason": "Forty accounts in forty minutes.", "voters": voters},
    )
    tally = json.loads(ideario("tally", "--format", "json", cwd=root).stdout)
    assert {idea["idea"]: (idea["support"], idea["excluded"]) for idea in tally["ideas"] if idea["raw"]} == {
        "bench": (0, {"X": 40}),
        "trams": (30, {}),
    }
    told = ideario("report", "integrity", cwd=root).stdout
    assert "Excluded since 2026-03-02 (brigade): 40 accounts, everywhere: Forty accounts in forty minutes." in told
    assert "R9" not in told
    (root / "content/exclusions/brigade.yml").unlink()  # as a revert of the commit does
    assert ideario("tally", "--format", "json", cwd=root).stdout == before


def test_a_decision_counts_flagged_ballots_and_says_who_would_win_without(ideario, root: Path) -> None:
    outcome = ideario("winners", "quieter-streets", "--format", "json", cwd=root)
    document = json.loads(outcome.stdout)
    assert [winner["idea"] for winner in document["winners"]] == ["bench"]
    assert document["flagged"] == {"ballots": 42, "winners": ["trams"]}


def test_the_page_and_its_data_tell_the_same_and_contributed_text_stays_text(
    ideario, root: Path, tmp_path: Path
) -> None:
    put(
        root,
        "exclusions/one-person",
        {"date": "2026-03-02", "reason": "**Twelve** accounts <script>alert(1)</script>", "voters": [f"{1000:064x}"]},
    )
    assert ideario("winners", "quieter-streets", cwd=root).exit_code == 0
    built = ideario("build", "--output", str(tmp_path / "out"), cwd=root)
    assert built.exit_code == 0, built.stderr
    site = tmp_path / "out" / "site"
    document = json.loads((site / "api/v1/integrity.json").read_bytes())
    assert {flag["rule"] for flag in document["flags"]} == {"R7", "R9"}
    for language in ("", "it/"):
        page = (site / language / "integrity/index.html").read_text("utf-8")
        assert "&lt;b&gt;bench&lt;/b&gt;" in page
        assert "<strong>Twelve</strong>" in page
        assert "<script>alert" not in page
        assert "e-48" in page
    assert 'href="../../integrity/"' in (site / "challenges/quieter-streets/index.html").read_text("utf-8")


def test_imported_ballots_which_have_no_time_of_their_own_raise_no_sign(ideario, tmp_path: Path) -> None:
    source = election("poland_wieliczka_2023_green-budget")
    assert ideario("import", "pabulib", str(source), "--into", str(tmp_path / "town")).exit_code == 0
    document = json.loads(ideario("--root", str(tmp_path / "town"), "report", "integrity", "--format", "json").stdout)
    assert document["flags"] == []
    assert sum(challenge["ballots"] for challenge in document["challenges"]) > 10_000


def test_without_a_ledger_there_is_nothing_to_report(ideario, tmp_path: Path) -> None:
    outcome = ideario("report", "integrity", cwd=riverton(tmp_path / "community"))
    assert (outcome.exit_code, outcome.stdout) == (
        0,
        "There is no ledger, so there are no votes yet.\n\nNext, run: ideario sync\n",
    )


def test_a_brigade_has_fifty_accounts() -> None:
    assert {len(simulated(kind, 1).brigade) for kind in (*KINDS, *HIDDEN)} == {BRIGADE}
