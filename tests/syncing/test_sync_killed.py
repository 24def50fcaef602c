"""`ideario sync` killed at any moment, or left alone by GitHub: no event is lost, the next run ends in the truth."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from communities import riverton
from conftest import Outcome
from github_standin import apart, serve
from github_standin.bulk import fill
from github_standin.state import State
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.ledger_folder import read_state
from ledgers import KEY, event_lines, living

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("IDEARIO_KILLS", "42"))
PULLS, VOTES = 60, 6
# The real command, each time in a process of its own. They are forked off one that has read all modules, since that
# takes longer than the sync; small pages make many steps of it, and no wait before asking again takes time.
RUNS = """
import json, os, signal, sys, time
import ideario.cli.sync, ideario.github.live
from ideario.syncing import sync_run, thread_list
from ideario.cli import main
from ideario.github import graphql
graphql.SIZES, sync_run.MAX_PAGES, thread_list.ANSWERS_AT_ONCE, thread_list.KEPT_EVERY = (10, 5), 1, 20, 1
for line in sys.stdin:
    wanted = json.loads(line)
    child = os.fork()
    if not child:
        time.sleep = lambda seconds: None
        os.environ.update(wanted["env"])
        sys.argv = ["ideario", *wanted["arguments"]]
        code = 1
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    if wanted["after"] is not None:
        time.sleep(wanted["after"])
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
Sync = Callable[..., int]


@contextmanager
def syncs(root: Path, said: Path) -> Iterator[Sync]:
    """Starts syncs: `sync(ledger, environment, after=seconds)` kills it then; gives the exit code, -9 when killed."""
    command = [sys.executable, "-c", RUNS]
    with (
        said.open("wb") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as running,
    ):
        assert running.stdin is not None
        assert running.stdout is not None
        enter, leave = running.stdin, running.stdout

        def sync(ledger: Path, env: Mapping[str, str], *arguments: str, after: float | None = None) -> int:
            whole = ["--root", str(root), "sync", "--format", "json", "--ledger", str(ledger), *arguments]
            print(
                json.dumps({"arguments": whole, "env": {**env, "IDEARIO_LEDGER_KEY": KEY}, "after": after}),
                file=enter, flush=True,
            )  # fmt: skip
            for line in leave:
                if line.strip().lstrip("-").isdigit():  # else it is the report of a run that came to its end
                    return int(line)
            raise AssertionError(said.read_text())

        yield sync
        enter.close()


def events(ledger: Path) -> list[bytes]:
    """All events of a ledger, as they lie on disk."""
    return event_lines(ledger) if ledger.is_dir() else []


def sound(ledger: Path, before: list[bytes]) -> list[bytes]:
    """The events of a ledger that nobody has mended, if it is whole and still has those of `before`."""
    found, state = events(ledger), read_state(ledger)
    assert found[: len(before)] == before, "an event that was written is gone"
    assert len(found) == (0 if state is None else state.events)
    if state is not None:
        assert check_chain(ledger, head=state.head) == []
    living(found)
    return found


def filled(room: Path) -> tuple[Path, State]:
    """A community, and a repository whose pull requests bring ideas, with votes."""
    state = State()
    fill(state, pulls=PULLS, votes=VOTES, voters=40, path="content/ideas/night-trams-{number}.yml")
    state.issue(author="ada")
    return riverton(room / "community"), state


def vote(state: State, pick: random.Random) -> None:
    """Some votes come, some go; now and then an idea comes, or an account goes."""
    with state.lock:
        for _ in range(pick.randrange(8)):
            thread, who = f"pull/{pick.randrange(PULLS) + 1}", f"late-{pick.randrange(12)}"
            if state.thread(thread).reactions.find(state.account(who).id, 0) is None:
                state.react(thread, who)
            else:
                state.withdraw(thread, who)
        if pick.random() < 0.1:
            number = len(state.home.pulls)
            state.merge(state.pull(author="bo", files=[f"content/ideas/bench-{number}.yml"]))


def votes_of(ledger: Path) -> dict[tuple[str, str, str], tuple[str, str | None]]:
    """What lives at a ledger's end, counted by an oracle."""
    return living(events(ledger))


def test_a_sync_killed_at_a_random_moment_loses_nothing_and_the_next_one_ends_in_the_truth(
    tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    root, state = filled(tmp_path)
    ledger, pick, outcomes = tmp_path / "ledger", random.Random(5), set[str]()
    with serve(state, checked=False) as github, syncs(root, tmp_path / "said") as sync:
        env = github.environment()
        assert sync(tmp_path / "first", env) == 0
        start = time.perf_counter()
        assert sync(tmp_path / "second", env) == 0
        long = time.perf_counter() - start
        before: list[bytes] = []
        for number in range(KILLS):
            if number % 9 == 8:  # from the very beginning again
                shutil.rmtree(ledger, ignore_errors=True)
                before = []
            full = ("--full",) if pick.random() < 0.2 else ()
            ended = sync(ledger, env, *full, after=None if number % 7 == 6 else pick.random() ** 1.5 * long)
            assert ended in {0, -signal.SIGKILL}, (tmp_path / "said").read_text()
            before = sound(ledger, before)
            kept = (ledger / "staged").exists()
            outcomes.add("done" if ended == 0 else "killed, with something kept" if kept else "killed")
            if number % 7 == 6:  # that run went on with what a killed one saw: the next one sees what is there now
                assert sync(ledger, env) == 0, (tmp_path / "said").read_text()
                before = sound(ledger, before)
                assert len(living(before)) == sum(len(pull.reactions) for pull in state.home.pulls)
            if before and number % 6 == 0:
                verified = ideario("--root", root, "verify", "--ledger", ledger)
                assert verified.exit_code == 0, verified.stdout
            vote(state, pick)
            github.refill()
        assert sync(ledger, env) == 0
        assert sync(ledger, env) == 0
        assert sync(tmp_path / "clean", env) == 0
    sound(ledger, before)
    assert votes_of(ledger) == votes_of(tmp_path / "clean")
    assert len(votes_of(ledger)) == sum(len(pull.reactions) for pull in state.home.pulls)
    assert not (ledger / "staged").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"community", "ledger", "first", "second", "clean", "said"}
    assert outcomes == {"done", "killed", "killed, with something kept"}


def test_when_github_stops_in_the_middle_the_last_good_ledger_stands_and_the_next_run_goes_on(tmp_path: Path) -> None:
    root = riverton(tmp_path / "community")
    happened: list[dict[str, Any]] = [
        {"do": "fill", "pulls": 45, "votes": 5, "path": "content/ideas/night-trams-{number}.yml"},
        {"do": "react", "thread": "pull/44", "login": "zoe", "at": "2026-02-03T09:00:00Z"},
    ]
    ledger, said = tmp_path / "ledger", tmp_path / "said"
    with syncs(root, said) as sync:
        with apart(happened[:1], checked=False) as github:
            assert sync(ledger, github.environment()) == 0
        before = events(ledger)
        files = {path.name: path.read_bytes() for path in ledger.iterdir()}
        with apart(happened, checked=False) as github:
            github.fault("latency", on=4, where="graphql", seconds=20)
            ended: list[int] = []
            running = threading.Thread(target=lambda: ended.append(sync(ledger, github.environment(), "--full")))
            running.start()
            while github.counters()["graphql"] < 4:
                time.sleep(0.02)
            os.kill(github.pid, signal.SIGKILL)
            running.join()
        assert ended == [2]
        assert "the last good count stands, and what was fetched is kept for a run within 24 hours" in said.read_text()
        assert sound(ledger, before) == before
        assert {name: (ledger / name).read_bytes() for name in files} == files
        with apart(happened, checked=False) as github:
            assert sync(ledger, github.environment(), "--full") == 0
            assert github.counters()["points"] < 15  # not from the beginning: that takes more
            assert sync(tmp_path / "clean", github.environment()) == 0
            assert github.counters()["points"] > 15
    assert len(sound(ledger, before)) == len(before) + 1
    assert votes_of(ledger) == votes_of(tmp_path / "clean")
