"""What pending ideas are called is kept beside a ledger, and read no further than it may reach pages."""

import json
from pathlib import Path
from typing import Any

import pytest
from ideario.ledger.beside.pending_titles import PENDING, read_pending, write_pending
from ideario.model.votes import PendingTitle
from ideario.problems import Failure
from published_schemas import validator

BENCH = PendingTitle(
    thread="pull/12", idea="a-bench", title="Una <b>panchina</b> \u202e", language="it", challenge="streets",
    author="ada",
)  # fmt: skip
TREE = PendingTitle(thread="pull/9", idea="a-tree", title="A tree", language="en")


def test_titles_come_back_as_they_were_written_and_fit_the_published_schema(tmp_path: Path) -> None:
    assert read_pending(tmp_path) == ()
    write_pending(tmp_path, [BENCH, TREE])
    assert read_pending(tmp_path) == (TREE, BENCH)
    validator("pending.schema.json").validate(json.loads((tmp_path / PENDING).read_bytes()))
    before = (tmp_path / PENDING).stat().st_mtime_ns, (tmp_path / PENDING).read_bytes()
    write_pending(tmp_path, [TREE, BENCH])
    assert ((tmp_path / PENDING).stat().st_mtime_ns, (tmp_path / PENDING).read_bytes()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"thread": "issue/3"}, {"thread": "../x"}, {"idea": "A Bench"}, {"title": ""}, {"title": "x" * 121},
        {"title": 3},        {"language": "<b>"}, {"challenge": "../x"}, {"author": "a b"}, {"author": "<script>"},
    ],
)  # fmt: skip
def test_what_no_sync_writes_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    write_pending(tmp_path, [TREE])
    document = json.loads((tmp_path / PENDING).read_bytes())
    document["pending"][0] |= change
    (tmp_path / PENDING).write_text(json.dumps(document))
    with pytest.raises(Failure, match="not as a sync writes it"):
        read_pending(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "null", '{"schema": 2, "pending": []}', '{"schema": 1}', "[" * 100_000]
)
def test_another_file_of_that_name_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / PENDING).write_text(text)
    with pytest.raises(Failure, match="not as a sync writes it"):
        read_pending(tmp_path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / PENDING).symlink_to("/etc/passwd")
    with pytest.raises(Failure, match="a ledger is made of plain files"):
        read_pending(tmp_path)
