"""Whatever git was writing when a run was cut off: each thread is told of a decision once, and there is one digest.

Git is real, and so is the branch of the ledger; GitHub is the stand-in, and its clock is set.
"""

import os
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, git, put, riverton
from direct_wire import SetClock, notifying
from github_standin import State, serve
from ideario.actions.notifying.notify import notify
from ideario.actions.sync import sync
from ideario.forge.pace import KEPT_FOR_ANSWERS
from ideario.git import store
from ideario.git.ledger_branch import ledger_of, update_branch
from ideario.resources import tool_resources
from state_forge import StateForge

pytestmark = pytest.mark.slow

TOKEN, BOT = "of-actions", "github-actions[bot]"
TOOL = tool_resources()
IDEAS = ("bike-lanes", "night-trams")
ENVIRONMENT = dict(os.environ)


class Gone(BaseException):
    """The machine goes away: nothing catches it."""


class BranchedTown:
    """A community whose ledger is on a branch of its origin, and whose threads are on GitHub."""

    def __init__(self, folder: Path, state: State, clock: SetClock) -> None:
        self.root, self.clock, self.statuses = riverton(folder / "town"), clock, list[str]()
        for slug in IDEAS:
            put(self.root, f"ideas/{slug}", {**IDEA, "title": slug})
            state.merge(state.pull(author="ada", files=[f"content/ideas/{slug}.yml"]))
        sync(
            self.root, resources=TOOL, ledger=folder / "ledger", connect=lambda _: StateForge(state), named=None,
            key=b"a key for tests that is long enough", spare_key=b"x" * 32, now=clock.now,
        )  # fmt: skip
        git(folder, "init", "--quiet", "--bare", str(folder / "origin.git"))
        git(self.root, "init", "--quiet")
        git(self.root, "remote", "add", "origin", str(folder / "origin.git"))
        self.keep(lambda place: shutil.copytree(folder / "ledger", place))

    def keep(self, change: Callable[[Path], Any]) -> None:
        """Change the branch."""
        now = self.clock.now()
        update_branch(self.root, "ledger", change, message="Change", now=now, environment=ENVIRONMENT)

    def decide(self) -> None:
        """Another week, in which both ideas have another status."""
        self.clock.moment += timedelta(days=8)
        self.statuses.append(("planned", "shortlisted")[len(self.statuses) % 2])
        days = range(len(self.statuses) - 1, -1, -1)
        history = [
            {"date": f"{self.clock.now() - timedelta(days=day):%Y-%m-%d}", "status": status, "reason": "So."}
            for day, status in zip(days, self.statuses, strict=True)
        ]
        for slug in IDEAS:
            put(self.root, f"decisions/{slug}", {"history": history})


def test_a_crash_before_or_after_any_commit_or_push_of_the_outbox_leaves_each_thread_with_one_notice(
    tmp_path, monkeypatch
) -> None:
    clock = SetClock()
    state, asked = State(clock=clock), list[str]()
    state.token(TOKEN, BOT, kind="installation", limit=1_000)
    run_git = vars(store)["run"]
    with serve(state) as github:
        town = BranchedTown(tmp_path, state, clock)

        def run(cut: tuple[int, str] | None = None) -> None:
            """The command, which is cut off before or after the so-many-th commit or push."""
            asked.clear()

            def passing(*words: str, **more: Any) -> Any:
                writes = words[0] in {"commit-tree", "push"}
                if writes:
                    asked.append(words[0])
                if writes and cut == (len(asked), "before"):
                    raise Gone
                done = run_git(*words, **more)
                if writes and cut == (len(asked), "after"):
                    raise Gone
                return done

            with ledger_of(town.root, "ledger", environment=ENVIRONMENT) as place, monkeypatch.context() as patch:
                patch.setattr(store, "run", passing)
                report = notify(
                    town.root, resources=TOOL, ledger=place, keep=town.keep,
                    connect=lambda _: notifying(github, TOKEN, clock, kept=KEPT_FOR_ANSWERS),
                    now=lambda: clock.now().replace(microsecond=0),
                )  # fmt: skip
            assert report.stopped is None

        run()  # from now on decisions are told
        for place, when in ((place, when) for place in count(1) for when in ("before", "after")):
            town.decide()
            try:
                run((place, when))
            except Gone:
                run()
            else:
                break
            for number in (1, 2):
                rows = [row.body for row in state.thread(f"pull/{number}").comments if row.author.login == BOT]
                marks = {row.partition("\n")[0] for row in rows}
                assert all(re.fullmatch(r"<!-- ideario notice [0-9a-f]{16} -->", mark) for mark in marks)
                assert len(marks) == len(rows) == len(town.statuses), (place, when)
            assert len([one for one in state.home.issues if one.author.login == BOT]) == 1
        assert asked == ["commit-tree", "push"] * 3  # what is due, what was sent, and the digest
        assert len(town.statuses) == 2 * len(asked) + 1
        writes, tip = github.counters.writes, git(tmp_path / "origin.git", "rev-parse", "ledger")
        run()
        assert (github.counters.writes, git(tmp_path / "origin.git", "rev-parse", "ledger")) == (writes, tip)
    assert github.violations == []
