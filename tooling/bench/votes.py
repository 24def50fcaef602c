"""Measures `ideario sync` as a whole process, against the stand-in for GitHub in another: points, time and memory.

Needs what the tests need, since the stand-in is theirs. What the stand-in itself takes is said beside, never added.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community import Size, idea_path, proposals, write_community
from measure import Run, run
from report import Target, table, targets_table

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests" / "support"))

from github_standin import Apart, apart  # noqa: E402 - it lives among the tests, which are no package

KEY = "a key for measuring, and for nothing else"
SHARE = 0.01
SECONDS, MEGABYTES = 15, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one sync took: of the client, and of the stand-in. `said` is the client's own report."""

    name: str
    client: Run
    points: int
    requests: int
    standin: float
    said: dict[str, Any]


def goals(ideas: int) -> dict[str, int]:
    """Points that syncs of so many ideas with 100 votes each may cost: two for a page of 100, and some to spare.

    The first sync also asks who the authors are: one for a hundred, ten at the most.
    """
    full, changed = (210, 110) if ideas == 10_000 else (21 * ideas // 1000, 12 * ideas // 1000)
    return {"first": 2 * full + 10, "full": full, "unchanged": changed, "changed": changed}


def syncs(github: Apart, root: Path, ledger: Path, logs: Path) -> Iterator[Took]:
    """A first sync, one with nothing new, one with a share of the ideas changed, and a full one."""

    def sync(name: str, *arguments: str) -> Took:
        github.refill()
        before, log = github.counters(), logs / f"{name}.log"
        command = (sys.executable, "-m", "ideario", "--root", root, "sync", "--ledger", ledger, "--format", "json")
        client = run((*command, *arguments), cwd=logs, log=log, env={**github.environment(), "IDEARIO_LEDGER_KEY": KEY})
        after = github.counters()
        return Took(
            name=name,
            client=client,
            points=after["points"] - before["points"],
            requests=after["requests"] - before["requests"],
            standin=after["cpu_seconds"] - before["cpu_seconds"],
            said=json.loads(log.read_text(encoding="utf-8").splitlines()[-1]),
        )

    yield sync("first")
    yield sync("unchanged")
    github.change([{"do": "change", "share": SHARE}])
    yield sync("changed")
    yield sync("full", "--full")


def measured(work: Path, size: Size, votes: int) -> list[Took]:
    """Write a community and a stand-in's state, and sync."""
    root, ledger = work / f"votes-{size.ideas}", work / "votes-ledger"
    shutil.rmtree(ledger, ignore_errors=True)
    if not (root / "ready").is_file():
        shutil.rmtree(root, ignore_errors=True)
        write_community(root, size)
        (root / "ready").touch()
    paths = [idea_path(idea) for idea in proposals(size)]
    people = [{"do": "account", "login": login} for login in sorted({idea.author for idea in proposals(size)})]
    fill = {"do": "fill", "pulls": size.ideas, "votes": votes, "voters": max(500, 5 * size.ideas), "paths": paths}
    found = []
    with apart([*people, fill], checked=False) as github:
        for took in syncs(github, root, ledger, work):
            found.append(took)
            client = took.client
            print(
                f"  {took.name:10} {took.points:5} points  {took.requests:5} requests  {client.wall:7.2f} s  "
                f"{client.cpu:7.2f} s cpu  {client.peak:5.0f} MB  (the stand-in {took.standin:.2f} s cpu)  "
                f"{took.said['cast']:,} came",
                flush=True,
            )
        assert not github.counters()["violations"]
    return found


def targets(found: list[Took], ideas: int) -> Iterator[Target]:
    """What the syncs must reach, beside what they did."""
    for took in found:
        most = goals(ideas)[took.name]
        yield Target(
            what=f"{took.name} sync of {ideas:,} ideas",
            goal=f"≤ {most} points",
            text=f"{took.points}",
            reached=took.points <= most,
        )
    if ideas == 10_000:
        for took in found:
            cpu, peak = took.client.cpu, took.client.peak
            yield Target(what=f"{took.name}: processor", goal="< 15 s", text=f"{cpu:.1f} s", reached=cpu < SECONDS)
            yield Target(what=f"{took.name}: memory", goal="< 400 MB", text=f"{peak:.0f} MB", reached=peak < MEGABYTES)


def main() -> int:
    """Measure, print the figures and the promises; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=CHECKOUT / "build" / "bench", help="where everything is written")
    parser.add_argument("--ideas", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--votes", type=int, default=100, help="on each idea")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    promises: list[Target] = []
    rows = []
    for ideas in options.ideas:
        print(f"{ideas:,} ideas with {options.votes} votes each", flush=True)
        found = measured(work, Size(ideas=ideas, votes=0), options.votes)
        promises += targets(found, ideas)
        rows += [
            [f"{took.name}, {ideas:,} ideas", f"{took.points}", f"{took.requests}", f"{took.client.wall:.1f}",
             f"{took.client.cpu:.1f}", f"{took.client.peak:.0f}", f"{took.standin:.1f}"]
            for took in found
        ]  # fmt: skip
    heads = [
        "what",
        "points",
        "requests",
        "seconds",
        "processor seconds",
        "peak MB",
        "the stand-in's processor seconds",
    ]
    print(f"\n{targets_table(promises)}\n\n{table(heads, rows)}")
    return int(any(target.reached is False for target in promises))


if __name__ == "__main__":
    sys.exit(main())
