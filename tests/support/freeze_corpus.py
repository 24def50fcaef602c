"""Writes the frozen ledgers, contests and outcomes in tests/corpus/: `python tests/support/freeze_corpus.py`.

Inputs that are there stay as they are, and so do the outcomes of each version of the rule: where one has changed, this
refuses until count.sql has another version, and then adds what comes out by that one. Delete nothing there.
"""

import json
import random
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from checkout import TESTS
from ideario.ledger.ledger_folder import read_threads
from ideario.ledger.plain_files import event_files
from ideario.model.challenge import WinnerRule
from ideario.model.ledger_state import LedgerState
from ideario.model.money import Money
from ideario.voting.counting.engines import engine_named
from ideario.voting.counting.rule_tables import views_of
from ideario.voting.counting.run_rule import counting_rule, rule_version
from ideario.voting.deciding.outcome import Contest
from ideario.voting.deciding.result_document import result_document
from ideario.voting.deciding.winner_rules import decide
from random_ledgers import OBSERVED, base, drawn

CORPUS = TESTS / "corpus"
SEEDS = (11, 12, 13)
CONTESTS = 24
STATE = LedgerState(head="0" * 64, events=0, lines=1, observed=OBSERVED, epoch=1, threads="0" * 64)


def outcomes() -> Mapping[str, Any]:
    """What the rule and the winner rules of today make of the frozen inputs, by case."""
    found: dict[str, Any] = {}
    for case in sorted(CORPUS.glob("ledger-*")):
        views = {name: [tuple(row) for row in rows] for name, rows in _read(case / "views.json").items()}
        rows = engine_named("sqlite")(counting_rule(), event_files(case), views).rows
        found[case.name] = sorted([list(row) for row in rows])
    for number, one in enumerate(_read(CORPUS / "contests.json"), 1):
        contest = _contest(one)
        result = result_document(contest, decide(contest), decide(contest), flagged=0, ledger=STATE, rules="0" * 64)
        found[f"contest-{number}"] = {
            key: value for key, value in result.items() if key not in {"observed", "ledger", "rules"}
        }
    return found


def frozen() -> Mapping[str, Mapping[str, Any]]:
    """What came out by each version of the rule, by the version."""
    file = CORPUS / "outcomes.json"
    return _read(file) if file.exists() else {}


def _contest(one: Mapping[str, Any]) -> Contest:
    step = one["rule"].get("step")
    rule = one["rule"] | ({"step": Money(amount=step, currency="EUR")} if step else {})
    return Contest(
        rule=WinnerRule(**rule),
        voters=one["voters"],
        supporters={idea: np.array(found, dtype=np.int64) for idea, found in one["supporters"].items()},
        costs=one["costs"],
        budget=one["budget"],
        seed=one["seed"],
        currency="EUR",
    )


def _drawn_contest(draw: random.Random, number: int) -> dict[str, Any]:
    rules: list[dict[str, Any]] = [
        {"rule": "top", "count": 3},
        {"rule": "greedy", "minimum_support": 2},
        {"rule": "greedy", "quorum": "1/4"},
        {"rule": "equal-shares", "completion": "none"},
        {"rule": "equal-shares", "completion": "add1", "step": 7},
        {"rule": "equal-shares", "completion": "add1e", "step": 13},
        {"rule": "equal-shares", "completion": "utilitarian"},
        {"rule": "equal-shares", "completion": "utilitarian", "proportional_quorum": "1/2"},
    ]
    voters, ideas = draw.randint(5, 30), [f"idea-{n}" for n in range(draw.randint(4, 12))]
    return {
        "rule": rules[number % len(rules)],
        "voters": voters,
        "supporters": {idea: sorted(draw.sample(range(voters), draw.randint(0, voters))) for idea in ideas},
        "costs": {idea: draw.choice([None, 0, 100, 100, *(draw.randint(50, 900) for _ in range(8))]) for idea in ideas},
        "budget": draw.randint(400, 1300),
        "seed": str(number),
    }


def _freeze_inputs() -> None:
    CORPUS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        community = base(Path(place))
    for seed in SEEDS:
        case = CORPUS / f"ledger-{seed}"
        if not case.exists():
            one = drawn(community, seed, 180)
            one.write(case)
            views = views_of(one.community, read_threads(case), pending=("gone",), asked=("", *community.challenges))
            _write(case / "views.json", views)
    if not (CORPUS / "contests.json").exists():
        draw = random.Random(1)
        _write(CORPUS / "contests.json", [_drawn_contest(draw, number) for number in range(CONTESTS)])


def _read(file: Path) -> Any:
    return json.loads(file.read_bytes())


def _write(file: Path, value: Any) -> None:
    """A value a line, down to the second level, so that a change of one is a change of one line."""
    file.write_text(_lines(value, 2) + "\n", encoding="utf-8")


def _lines(value: Any, levels: int) -> str:
    if levels and isinstance(value, Mapping):
        return (
            "{\n"
            + ",\n".join(f"{json.dumps(key)}: {_lines(inner, levels - 1)}" for key, inner in value.items())
            + "\n}"
        )
    if levels and isinstance(value, list):
        return "[\n" + ",\n".join(map(json.dumps, value)) + "\n]"
    return json.dumps(value)


def main() -> None:
    """Freeze what is not frozen yet."""
    _freeze_inputs()
    known, version, found = dict(frozen()), str(rule_version()), outcomes()
    if version in known and any(known[version].get(case, found[case]) != found[case] for case in found):
        sys.exit(f"an outcome has changed: version {version} of the rule is frozen, give count.sql the next one")
    known[version] = found
    _write(CORPUS / "outcomes.json", known)


if __name__ == "__main__":
    main()
