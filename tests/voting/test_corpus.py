"""Outcomes that were frozen stay: a rule by which one changes has another version, and so another hash."""

import json
from itertools import pairwise
from pathlib import Path

import freeze_corpus
import pytest
from freeze_corpus import CORPUS, frozen, outcomes
from ideario.voting.counting import run_rule
from ideario.voting.counting.run_rule import counting_rule, rule_version
from ideario.voting.recount import VERSION


def test_each_frozen_ledger_and_contest_comes_out_as_it_did() -> None:
    """Where this fails on purpose: give count.sql and recount.py the next version, and run freeze_corpus.py."""
    known = frozen()
    assert str(rule_version()) in known, "run python tests/support/freeze_corpus.py"
    was, found = known[str(rule_version())], json.loads(json.dumps(outcomes()))
    changed = sorted(case for case in was.keys() | found.keys() if was.get(case) != found.get(case))
    assert changed == [], (
        f"version {rule_version()} of the rule had other outcomes: raise it in count.sql and recount.py"
    )
    assert rule_version() == VERSION


def test_each_version_had_an_outcome_of_its_own() -> None:
    """Else a version was raised for nothing, and every decided result names another hash for nothing."""
    known = list(frozen().values())
    assert all(one != other for one, other in pairwise(known))


def test_the_frozen_outcomes_hold_every_rule_and_every_way_to_win() -> None:
    known = frozen()[str(rule_version())]
    measures = {row[2] for case, rows in known.items() if case.startswith("ledger-") for row in rows}
    assert measures >= {"R0", "R1", "R2", "R3", "R4", "R5", "R6", "R8", "R12", "X", "before", "voters", "seq"}
    text = json.dumps(known)
    for word in ("no-cost", "minimum-support", "quorum", "proportional-quorum", "rank", "no-room", "no-money"):
        assert f'"why": "{word}"' in text, word
    for word in ("over", "completed", "next-overspends", "nothing-fits"):
        assert f'"{word}"' in text, word


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("WHEN torn THEN 'R8' WHEN place > 1", "WHEN place > 1"),
        ("> places.closes", ">= places.closes"),
        ("WHERE later.late AND NOT frozen.late AND frozen.type = 'cast'", "WHERE FALSE"),
        ("states.given < challenges.opens", "states.given <= challenges.opens"),
        ("kinds.stance <> 'watch' THEN 'R12'", "kinds.stance <> 'oppose' THEN 'R12'"),
    ],
)
def test_a_rule_that_counts_otherwise_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, old: str, new: str
) -> None:
    rule = counting_rule()
    assert old in rule
    was, copy = frozen()[str(rule_version())], tmp_path / "count.sql"
    copy.write_text(rule.replace(old, new))
    monkeypatch.setattr(run_rule, "COUNT", copy)
    assert json.loads(json.dumps(outcomes())) != was


def test_the_script_refuses_to_freeze_another_outcome_of_the_same_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(freeze_corpus, "outcomes", lambda: {"ledger-11": []})
    before = (CORPUS / "outcomes.json").read_bytes()
    with pytest.raises(SystemExit, match=r"give count\.sql the next"):
        freeze_corpus.main()
    assert (CORPUS / "outcomes.json").read_bytes() == before
