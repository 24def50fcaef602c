"""`ideario winners`: what it writes, refuses, explains and compares."""

import json
import re
import shutil
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, put
from elections import election
from ideario.exchange.pabulib.election import read_election
from shared_budgets import called, voted

pytestmark = pytest.mark.slow

RESULT = "content/results/quieter-streets.yml"


def winners(ideario, root: Path, *options: str) -> list[str]:
    outcome = ideario("winners", "quieter-streets", "--format", "json", *options, cwd=root)
    assert outcome.exit_code == 0, outcome.stderr
    return [winner["idea"] for winner in json.loads(outcome.stdout)["winners"]]


def test_equal_shares_pay_for_what_each_group_wants(ideario, root: Path) -> None:
    """Eleven people have 100 euro each: seven pay 700 for a bike path, four the playground and the library."""
    outcome = ideario("winners", "quieter-streets", cwd=root)
    assert outcome.exit_code == 0, outcome.stderr
    assert "1. bike-lanes (Bike-Lanes): 7 supporters, costs 700.00 EUR; all give all they have" in outcome.stdout
    assert "2. library (Library): 4 supporters, costs 100.00 EUR; 4 pay 25.00 EUR each" in outcome.stdout
    assert "it tied with play" in outcome.stdout
    assert (
        "gym (Gym): 5 supporters; it costs 400.00 EUR, and its supporters had 25.00 EUR left together" in outcome.stdout
    )
    assert "The winners cost 1,000.00 EUR together; 100.00 EUR is left." in outcome.stdout


def test_the_result_is_a_file_that_check_accepts_and_that_is_the_same_the_next_time(ideario, root: Path) -> None:
    assert winners(ideario, root) == ["bike-lanes", "library", "play"]
    first = (root / RESULT).read_bytes()
    assert winners(ideario, root) == ["bike-lanes", "library", "play"]
    assert (root / RESULT).read_bytes() == first
    checked = ideario("check", cwd=root)
    assert RESULT not in checked.stdout, checked.stdout
    assert checked.exit_code == 0


def test_winners_that_cost_more_than_the_budget_are_said_to_and_no_money_is_left(ideario, root: Path) -> None:
    """Under `top` costs bind nobody; -20.25 is minus twenty and a quarter, and was shown as -21.75."""
    put(
        root,
        "challenges/quieter-streets",
        {**CHALLENGE, "budget": "1079.75 EUR", "winners": {"rule": "top", "count": 2}},
    )
    outcome = ideario("winners", "quieter-streets", cwd=root)
    assert "The winners cost 1,100.00 EUR together, which is 20.25 EUR more than the budget." in outcome.stdout
    assert 'left: {amount: "-20.25", currency: EUR}' in (root / RESULT).read_text()
    assert ideario("build", "--output", root / "out", cwd=root).exit_code == 0
    for page, words in (
        ("", "The winning ideas cost €1,100 together, €20.25 more than the budget."),
        ("it/", "Le idee vincitrici costano insieme 1.100\xa0€, 20,25\xa0€ più del bilancio."),
    ):
        assert words in (root / "out" / "site" / page / "challenges/quieter-streets/index.html").read_text()


def test_a_result_that_names_nothing_is_told(ideario, root: Path) -> None:
    winners(ideario, root)
    text = (root / RESULT).read_text().replace("idea: library", "idea: libary")
    (root / RESULT).write_text(text)
    (root / RESULT).rename(root / "content" / "results" / "quiter-streets.yml")
    told = ideario("check", cwd=root)
    assert told.exit_code == 1
    assert "there is no challenge `quiter-streets`" in told.stdout
    assert "rename the file to quieter-streets.yml" in told.stdout
    assert "libary" in told.stdout
    assert "did you mean" in told.stdout


def test_nothing_is_decided_before_votes_were_seen_after_the_close(ideario, root: Path) -> None:
    voted(root, observed="2026-02-28T23:59:59Z")
    refused = ideario("winners", "quieter-streets", "--now", "2026-02-28T23:59:59Z", cwd=root)
    assert refused.exit_code == 2
    assert "voting on quieter-streets is not over" in refused.stderr
    assert "--provisional" in refused.stderr
    assert not (root / RESULT).exists()
    provisional = ideario("winners", "quieter-streets", "--provisional", cwd=root)
    assert provisional.exit_code == 0
    assert "PROVISIONAL" in provisional.stdout
    assert not (root / RESULT).exists()


def test_a_challenge_that_is_misspelt_is_told_with_the_one_that_was_meant(ideario, root: Path) -> None:
    refused = ideario("winners", "quiter-streets", cwd=root)
    assert (refused.exit_code, "did you mean quieter-streets?" in refused.stderr) == (2, True)


def test_without_votes_nothing_is_decided(ideario, root: Path) -> None:
    shutil.rmtree(root / "content" / "ledger")
    refused = ideario("winners", "quieter-streets", cwd=root)
    assert refused.exit_code == 2
    assert "ideario sync" in refused.stderr


def test_a_result_whose_signs_alone_are_others_today_is_a_warning_and_no_error(ideario, root: Path) -> None:
    """Flags are looked for by the program of the day, and decide nothing: what was decided stands."""
    assert ideario("winners", "quieter-streets", cwd=root).exit_code == 0
    assert ideario("verify", cwd=root).exit_code == 0
    file = root / RESULT
    file.write_text(file.read_text("utf-8").replace("ballots: 0", "ballots: 7"), "utf-8")
    outcome = ideario("verify", cwd=root)
    assert outcome.exit_code == 0
    assert "warning: other-flags: flagged: ballots is 7, and the recount gives 0" in outcome.stdout
    file.write_text(file.read_text("utf-8").replace("voters: 11", "voters: 12"), "utf-8")
    assert ideario("verify", cwd=root).exit_code == 1


def test_the_result_says_who_would_win_without_flagged_ballots(ideario, root: Path) -> None:
    assert "No ballot is flagged." in ideario("winners", "quieter-streets", cwd=root).stdout
    voted(root, flagged=1)
    outcome = ideario("winners", "quieter-streets", cwd=root)
    assert (
        "2 ballots are flagged; without them park would win, bike-lanes would not. A flag is no proof."
        in outcome.stdout
    )
    called(root, {"rule": "top", "count": 1})
    voted(root, flagged=4)
    outcome = ideario("winners", "quieter-streets", "--format", "json", cwd=root)
    document = json.loads(outcome.stdout)
    assert document["flagged"]["ballots"] == 8
    assert document["winners"][0]["idea"] == "bike-lanes"
    assert document["flagged"]["winners"][0] in {"library", "play"}


def test_what_was_turned_down_before_the_close_cannot_win_and_later_is_too_late(ideario, root: Path) -> None:
    called(root, {"rule": "top", "count": 1})
    for day, wins in (("2026-03-02", "bike-lanes"), ("2026-02-20", "gym")):
        history = [{"date": day, "status": "declined", "reason": "The river path is closed."}]
        put(root, "decisions/bike-lanes", {"history": history})
        assert winners(ideario, root) == [wins]


def test_votes_at_a_duplicate_count_for_its_target_and_the_file_is_the_same_when_that_is_undone(
    ideario, root: Path
) -> None:
    called(root, {"rule": "top", "count": 5})
    before = winners(ideario, root), (root / RESULT).read_bytes()
    put(
        root,
        "decisions/gym",
        {"history": [{"date": "2026-02-05", "status": "duplicate"}], "duplicate_of": "park"},
    )
    merged = ideario("winners", "quieter-streets", "--format", "json", cwd=root)
    assert [(w["idea"], w["support"]) for w in json.loads(merged.stdout)["winners"]][:2] == [
        ("park", 8),
        ("bike-lanes", 7),
    ]
    (root / "content" / "decisions" / "gym.yml").unlink()
    assert (winners(ideario, root), (root / RESULT).read_bytes()) == before


def test_what_if_compares_all_rules_on_the_same_ballots_and_writes_nothing(ideario, root: Path) -> None:
    outcome = ideario("winners", "quieter-streets", "--what-if", "--format", "json", cwd=root)
    rules = {(r["rule"], r["completion"]): r for r in json.loads(outcome.stdout)["rules"]}
    assert next(iter(rules)) == ("equal-shares", "none")
    assert rules["equal-shares", "none"]["winners"] == ["bike-lanes", "library", "play"]
    assert rules["equal-shares", "none"]["unheard"] == "0"
    assert rules["greedy", None]["winners"] == ["bike-lanes", "gym"]
    assert rules["greedy", None]["unheard"] == "0.2727"
    assert rules["greedy", None]["winners_per_voter"] == "1.0909"
    assert not (root / RESULT).exists()
    text = ideario("winners", "quieter-streets", "--what-if", cwd=root).stdout
    assert "* equal-shares none" in text
    assert "greedy: bike-lanes +gym -library -play" in text


@pytest.mark.parametrize("name", ["poland_wieliczka_2023_green-budget", "poland_warszawa_2024_bemowo"])
def test_an_imported_election_has_its_published_winners(ideario, tmp_path: Path, name: str) -> None:
    real, _ = read_election(election(name).read_bytes(), path=name)
    assert real is not None
    assert ideario("import", "pabulib", election(name), "--into", tmp_path / "real").exit_code == 0
    (challenge,) = (tmp_path / "real/content/challenges").glob("*.yml")
    done = ideario("winners", challenge.stem, "--format", "json", cwd=tmp_path / "real")
    won = {winner["source_id"] for winner in json.loads(done.stdout)["winners"]}
    assert won == {project.id for project in real.projects if project.fields["selected"] == "1"}
    assert ideario("build", cwd=tmp_path / "real").exit_code == 0
    told = [page.read_text("utf-8") for page in (tmp_path / "real/build/site/ideas").glob("*/index.html")]
    assert sum('class="state"><span class="won">' in page for page in told) == len(won)
    assert sum('class="state"><span class="lost">' in page for page in told) == len(real.projects) - len(won)
    assert not any("0 are against" in page for page in told)


def test_verify_decides_again_and_names_what_somebody_changed(ideario, root: Path) -> None:
    winners(ideario, root)
    assert ideario("verify", cwd=root).exit_code == 0
    text = (root / RESULT).read_text()
    for old, new, told in (
        ("support: 7", "support: 8", "winners: bike-lanes: support is 8, and the recount gives 7"),
        (
            'spent: {amount: "1000.00"',
            'spent: {amount: "1000.01"',
            'spent: amount is "1000.01", and the recount gives "1000.00"',
        ),
        ("idea: library", "idea: gym", "winners: library is absent"),
    ):
        assert old in text
        (root / RESULT).write_text(text.replace(old, new, 1))
        verified = ideario("verify", cwd=root)
        assert (verified.exit_code, told in verified.stdout) == (1, True), verified.stdout
        assert re.search(rf"^{RESULT}:\d+:\d+: error: published-numbers: ", verified.stdout, re.MULTILINE)


def test_what_happens_after_the_close_changes_no_result(ideario, root: Path) -> None:
    winners(ideario, root)
    voted(root, observed="2026-07-01T00:00:00Z", later=True)
    verified = ideario("verify", cwd=root)
    assert (verified.exit_code, "other-ledger" in verified.stdout) == (0, False), verified.stdout


def test_a_result_of_a_ledger_that_never_was_is_an_error(ideario, root: Path) -> None:
    winners(ideario, root)
    voted(root, flagged=1)
    verified = ideario("verify", cwd=root)
    assert verified.exit_code == 1
    assert re.search(rf"^{RESULT}:\d+:\d+: error: other-ledger", verified.stdout, re.MULTILINE)


def test_hostile_titles_stay_on_their_line(ideario, root: Path) -> None:
    put(root, "ideas/gym", {**IDEA, "title": "Gym\u202e ::error::", "challenge": "quieter-streets"})
    outcome = ideario("winners", "quieter-streets", "--provisional", cwd=root)
    assert "\u202e" not in outcome.stdout
    assert not any(line.startswith("::") for line in outcome.stdout.splitlines())
