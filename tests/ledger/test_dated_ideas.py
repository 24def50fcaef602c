"""What is read of threads to know whether to ask the history is what they say when they are read as a whole."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.history.idea_dates import arrivals
from ideario.ledger.ledger_folder import dated_ideas, read_threads, write_ledger
from ideario.model.ledger_state import Thread
from ideario.problems import Failure

AT = datetime(2026, 2, 10, 12, tzinfo=UTC)
SEED = 20261128


def some_thread(draw: random.Random, number: int) -> Thread:
    ideas = tuple(f"idea-{draw.randrange(12)}" for _ in range(draw.randrange(3)))
    return Thread(
        name=f"{draw.choice(['pull', 'issue', 'discussion'])}/{number + 1}",
        ideas=ideas,
        opened=draw.choice([AT, None]),
        merged=draw.choice([AT, None]),
        first_seen={f"idea-{draw.randrange(12)}": AT for _ in range(draw.randrange(3))},
    )


def test_ideas_are_dated_that_threads_give_a_date(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    line = line_of(git_at(tmp_path), now=AT)
    found = set()
    for round_number in range(60):
        folder = tmp_path / str(round_number)
        threads = [some_thread(draw, number) for number in range(draw.randrange(6))]
        write_ledger(folder, [], threads, observed=AT)
        dated = dated_ideas(folder)
        assert dated == arrivals(line, read_threads(folder), tmp_path).keys()
        found.add(len(dated))
    assert len(found) > 4


def test_no_threads_date_nothing(tmp_path: Path) -> None:
    assert dated_ideas(tmp_path) == set()


@pytest.mark.parametrize("threads", [[{}], [3], 3, None, [{"name": 3, "ideas": []}], [{"name": "pull/1", "ideas": 3}]])
def test_malformed_threads_are_left_to_who_reads_them(tmp_path: Path, threads: object) -> None:
    (tmp_path / "threads.json").write_text(json.dumps({"schema": 2, "threads": threads}))
    assert dated_ideas(tmp_path) == set()
    (tmp_path / "threads.json").write_text("[")
    with pytest.raises(Failure):
        dated_ideas(tmp_path)
