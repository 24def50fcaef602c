"""`make bench`: measures Ideario and its peers on the same ideas, turn by turn, and writes the site's page."""

import argparse
import hashlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pages
import peers
import report
from community import Proposal, Size, idea_path, proposals
from ideario import __version__
from measure import Failed, Run, middle, run, twin
from saving import saved

CHECKOUT = Path(__file__).resolve().parents[2]
IN_A_ROW = 5
"""How often each round counts the large ledger. The goal is one of seconds, not of a ratio, and a single short run says
more about the moment than about the program."""
SAVES = 5
"""How often an idea is saved while `serve` shows it."""
IDEARIO = (sys.executable, "-m", "ideario")


@dataclass(slots=True, kw_only=True)
class Bench:
    """One whole measurement: where it reads, where it writes, and what it has found so far."""

    inputs: Path
    runs: Path
    size: Size
    events: int
    peers: Mapping[str, peers.Peer]
    found: dict[str, list[Run]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    floors: dict[str, list[float]] = field(default_factory=dict)
    sizes: report.Sizes | None = None
    saves: list[float] = field(default_factory=list)
    read: pages.Measured = field(default_factory=pages.Measured)

    def take(self, name: str, measured: Callable[[Path], Run]) -> None:
        """Measure one step and note it under `name`; what fails is noted too, and the rest goes on."""
        print(f"  {name:24}", end="", flush=True)
        try:
            one = measured(self.runs / f"{name.replace(' ', '-').replace(',', '')}.log")
        except (Failed, OSError) as failure:
            self.failed[name] = str(failure)
            print(" failed")
        else:
            self.found.setdefault(name, []).append(one)
            print(f" {one.wall:7.2f} s  {one.cpu:7.2f} s cpu  {one.peak:6.0f} MB")

    def ours(self, name: str, root: Path, *arguments: str | Path) -> None:
        """Measure a command of Ideario in the community at `root`."""
        self.take(name, lambda log: run((*IDEARIO, "--root", root, *arguments), cwd=root, log=log))

    def winners(self, name: str, *arguments: str) -> None:
        """Measure the winners of a generated election."""
        program = Path(__file__).with_name("winners.py")
        self.take(name, lambda log: run((sys.executable, program, *arguments), cwd=CHECKOUT, log=log))

    def theirs(self, name: str, folder: Path) -> None:
        """Measure a peer, which writes into the new `folder` if it writes at all."""
        peer = self.peers[name]
        if peer.version is None:
            self.failed[name] = "not installed (make bench installs it)"
            return

        def measured(log: Path) -> Run:
            command = (*peer.command, *(part for flag in peer.output for part in (flag, folder)))
            one = run(command, cwd=peer.cwd, log=log, env=peer.env)
            if peer.output and sum(1 for _ in folder.rglob("*.html")) < self.size.ideas:
                raise Failed("wrote fewer pages than there are ideas")
            return one

        self.take(name, measured)

    def round(self, number: int) -> None:
        """Everything once, in new folders: emptying old ones would slow the disk under the next measurement."""
        place = self.runs / str(number)
        for name in ("checked", "built", "counted"):
            twin(self.inputs / "all", place / name)
        for name in ("checked-tenth", "built-tenth"):
            twin(self.inputs / "tenth", place / name)
        built = place / "built"
        self.ours("check", place / "checked", "check")
        self.theirs("check-jsonschema", place / "none")
        self.ours("build, cold", built, "build")
        self.theirs("mkdocs-material", place / "mkdocs")
        self.ours("build, unchanged", built, "build")
        self.theirs("hugo", place / "hugo")
        idea = pages.sought(self.size)
        self.change(built, idea, lambda text: text + "\n  One sentence more.\n")
        self.ours("build, one idea changed", built, "build")
        self.theirs("DataTig", place / "datatig")
        self.change(built, idea, lambda text: text.replace("title: ", "title: One ", 1))
        self.ours("build, one title changed", built, "build")
        for path in (self.inputs / "ledger").iterdir():
            path.read_bytes()  # as where it has just been fetched: nothing has read it since the last round
        for _ in range(IN_A_ROW):
            self.ours("tally", place / "counted", "tally", "--ledger", self.inputs / "ledger", "--format", "json")
        self.winners("winners", "--voters", "75000", "--projects", "118")
        self.winners("winners, add1", "--voters", "30000", "--projects", "180", "--completion", "add1")
        self.ours("check, a tenth", place / "checked-tenth", "check")
        self.ours("build, cold, a tenth", place / "built-tenth", "build")
        self.weigh(built, place / "floor")

    def change(self, root: Path, idea: Proposal, changed: Callable[[str], str]) -> None:
        """Change the file of an idea, by another in its place, since its twin must stay as it was."""
        path = root / idea_path(idea)
        text = path.read_text(encoding="utf-8")
        path.unlink()
        path.write_text(changed(text), encoding="utf-8")

    def look(self, built: Path, repeats: int) -> None:
        """What readers and authors meet: `serve`, and the pages of the last round's site."""
        idea = pages.sought(self.size)
        try:
            self.saves = saved(built, built / idea_path(idea), f"ideas/{idea.slug}/", SAVES)
        except (Failed, OSError) as failure:
            self.failed["serve"] = str(failure)
        self.read = pages.measured(built / "build" / "site", self.size, self.runs, repeats)

    def weigh(self, root: Path, floor: Path) -> None:
        """Note the site's sizes, and what reading the content and writing as many bytes take without any work."""
        start = time.perf_counter()
        for path in (root / "content").rglob("*.yml"):
            path.read_bytes()
        self.floors.setdefault("(only reading the content)", []).append(time.perf_counter() - start)
        site = root / "build" / "site"
        files = {path.relative_to(site): path.stat().st_size for path in site.rglob("*") if path.is_file()}
        pages = [
            files[page] for idea in proposals(self.size) if (page := Path("ideas", idea.slug, "index.html")) in files
        ]
        if not pages:
            return
        self.sizes = report.Sizes(
            page_mean=statistics.mean(pages),
            page_largest=max(pages),
            files=len(files),
            megabytes=sum(files.values()) / 1e6,
        )
        start = time.perf_counter()
        for path, size in files.items():
            (floor / path).parent.mkdir(parents=True, exist_ok=True)
            (floor / path).write_bytes(b"x" * size)
        self.floors.setdefault("(only writing as many files and bytes)", []).append(time.perf_counter() - start)


def inputs(work: Path, size: Size, events: int, venv: Path) -> tuple[Path, Mapping[str, peers.Peer]]:
    """The folder with everything that is measured on, generated once for each size, and the peers set up for it."""
    generator = Path(__file__).with_name("community.py")
    key = hashlib.sha256(generator.read_bytes()).hexdigest()[:8]
    place = work / f"input-{size.ideas}-{size.votes}-{events}-{key}"
    if not (place / "ready").is_file():
        print(f"Writing {size.ideas:,} ideas, {size.votes:,} votes and a ledger of {events:,} events …", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        tenth = ("--ideas", str(size.ideas // 10), "--votes", str(size.votes // 10))
        everything = ("--ideas", str(size.ideas), "--votes", str(size.votes))
        large = ("--ideas", str(size.ideas), "--votes", str(events), "--ledger-only")
        for name, arguments in (("all", everything), ("tenth", tenth), ("ledger", large)):
            subprocess.run([sys.executable, generator, place / name, *arguments], check=True)
        (place / "ready").touch()
    paths = [idea_path(idea) for idea in proposals(size)]
    found = (
        peers.mkdocs(place / "mkdocs", proposals(size)),
        peers.hugo(place / "hugo", proposals(size), venv),
        peers.check_jsonschema(place / "check-jsonschema", paths, place / "all", venv),
        peers.datatig(place / "datatig", place / "all", venv),
    )
    return place, {peer.name: peer for peer in found}


def machine() -> str:
    """The machine in the words that matter to whoever compares: cores and Python."""
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores with Python {platform.python_version()}, Ideario {__version__}"


def page(bench: Bench, promises: str, figures: str, options: argparse.Namespace) -> str:
    """The page of the site."""
    ideas = [idea_path(idea) for idea in proposals(bench.size)]
    sizes = bench.sizes or report.Sizes(page_mean=0, page_largest=0, files=0, megabytes=0)
    rows = [[name, peer.version or "–", "no" if name in bench.failed else "yes"] for name, peer in bench.peers.items()]
    return report.PAGE.format(
        machine=machine(),
        ideas=bench.size.ideas,
        idea_bytes=round(statistics.mean((bench.inputs / "all" / path).stat().st_size for path in ideas)),
        votes=bench.size.votes,
        events=bench.events,
        challenges=bench.size.challenges,
        people=bench.size.people,
        repeats=options.repeats,
        looks=options.looks,
        in_a_row=IN_A_ROW,
        targets=promises,
        figures=figures,
        pages=pages.pages_table(bench.read),
        finding=pages.finding_table(bench.read),
        peers=report.table(["program", "version", "measured"], rows),
        files=sizes.files,
        megabytes=sizes.megabytes,
    )


def main() -> int:
    """Measure, print the tables, write the page; 1 when one of our own commands failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=CHECKOUT / "build" / "bench", help="where everything is written")
    parser.add_argument("--venv", type=Path, default=CHECKOUT / "build" / "bench" / "venv", help="where the peers are")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--looks", type=int, default=5, help="how often each page is visited")
    parser.add_argument("--ideas", type=int, default=10_000)
    parser.add_argument("--votes", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000, help="the ledger that tally counts")
    parser.add_argument("--page", type=Path, default=CHECKOUT / "site" / "pages" / "benchmark.md")
    options = parser.parse_args()
    work = options.work.resolve()
    size = Size(ideas=options.ideas, votes=options.votes)
    place, found = inputs(work, size, options.events, options.venv.resolve())
    number = 1 + max((int(path.name[4:]) for path in work.glob("run-*")), default=0)
    bench = Bench(inputs=place, runs=work / f"run-{number}", size=size, events=options.events, peers=found)
    bench.runs.mkdir()
    for repeat in range(1, options.repeats + 1):
        print(f"Round {repeat} of {options.repeats}", flush=True)
        bench.round(repeat)
    if bench.sizes is not None:
        print("Pages", flush=True)
        bench.look(bench.runs / str(options.repeats) / "built", options.looks)
    runs = {name: middle(each) for name, each in bench.found.items()}
    floors = {name: statistics.median(each) for name, each in bench.floors.items()}
    if bench.saves:
        floors["serve, until a saved idea is shown"] = statistics.median(bench.saves)
    growth = size.ideas / max(1, size.ideas // 10)
    reached = (*report.targets(runs, bench.sizes, growth, bench.saves), *pages.targets(bench.read))
    promises = report.targets_table(reached)
    figures = report.figures_table(runs, floors)
    print(f"\n{promises}\n\n{figures}\n")
    print(f"{pages.pages_table(bench.read)}\n\n{pages.finding_table(bench.read)}\n")
    for name, why in bench.failed.items():
        print(f"{name}: {why.strip().splitlines()[-1]}")
    print(*bench.read.why, sep="\n")
    kept = {"runs": {name: [asdict(one) for one in each] for name, each in bench.found.items()}, "floors": bench.floors}
    kept |= {"saves": bench.saves, "pages": asdict(bench.read)}
    (bench.runs / "figures.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
    options.page.write_text(page(bench, promises, figures, options), encoding="utf-8")
    return int(any(name not in bench.peers for name in bench.failed))


if __name__ == "__main__":
    sys.exit(main())
