"""Measures the pages of a built site of generated ideas: Lighthouse's figures, what pages weigh, and the way to a vote.

As a program, of the site that `make bench` has built last, or of the one that is named.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import audits
import visits
from community import SOUGHT, Proposal, Size, middle, proposals
from report import Target, table, target, targets_table
from served import Host, served

CHECKOUT = Path(__file__).resolve().parents[2]
BELOW = "/ideas/"
"""The path of the generated community's repository, below which its site stands."""


@dataclass(slots=True, kw_only=True)
class Measured:
    """What was found of the pages, by their names; what could not be measured is missing, and `why` says it."""

    looks: dict[str, audits.Audit] = field(default_factory=dict)
    weights: dict[str, visits.Weight] = field(default_factory=dict)
    filtered: visits.Asked | None = None
    searched: visits.Asked | None = None
    way: visits.WayToVote | None = None
    why: list[str] = field(default_factory=list)


def sought(size: Size) -> Proposal:
    """The idea that readers look for, which can be voted on."""
    return next(idea for idea in proposals(size) if idea.number == middle(size))


def paths(size: Size) -> dict[str, str]:
    """The pages that are looked at, each by the name that it has in the tables."""
    idea = sought(size)
    return {
        "home": "",
        "explore": "ideas/",
        "idea": f"ideas/{idea.slug}/",
        "challenge": f"challenges/{idea.challenge}/",
        "people": "people/",
        "insights": "insights/",
    }


def measured(site: Path, size: Size, work: Path, repeats: int) -> Measured:
    """Look at everything `repeats` times; Lighthouse's whole answers are left in `work`."""
    found, pages = Measured(), paths(size)
    with served(site, BELOW) as host:
        try:
            _visit(found, host, pages, repeats)
        except (visits.Lost, visits.Error) as failure:
            found.why.append(f"in the browser: {failure}")
        try:
            _audit(found, host, pages, work, repeats)
        except audits.Unmeasured as failure:
            found.looks.clear()
            found.why.append(f"Lighthouse: {failure}")
    found.why += [
        f"{name} loses points for {', '.join(look.failed)}" for name, look in found.looks.items() if look.failed
    ]
    return found


def _visit(found: Measured, host: Host, pages: Mapping[str, str], repeats: int) -> None:
    word = visits.misspelt(SOUGHT)
    with visits.visitors(host) as visitors:
        found.weights = visitors.weights(pages)
        found.filtered = visitors.filtered(repeats)
        found.searched = visitors.searched(word, repeats)
        found.way = visitors.way_to_vote(word, pages["idea"], repeats)


def _audit(found: Measured, host: Host, pages: Mapping[str, str], work: Path, repeats: int) -> None:
    browser = audits.ready()
    for name, path in pages.items():
        looks = []
        for number in range(repeats):
            looks.append(audits.audited(host.address + path, browser, work / f"lighthouse-{name}-{number + 1}.json"))
            print(f"  {name:10} {looks[-1].performance:4.0f}  {looks[-1].largest:5.0f} ms", flush=True)
        found.looks[name] = audits.median(looks)


def targets(found: Measured) -> Sequence[Target]:
    """What the pages must reach, beside what they do."""
    looks, kilo = found.looks.values(), 1000

    def most(what: str, value: float | None, limit: float, form: str, per: float = 1) -> Target:
        """A value that may be so large, both said in `form`, divided by `per`."""
        shown = form.replace(":.2f", ":g").replace(":.1f", ":g").format(limit / per)
        value = None if value is None else value / per
        return target(what, f"≤ {shown}" if limit else shown, value, form, lambda n: n <= limit / per)

    def least(what: str, goal: str, value: float | None, limit: float) -> Target:
        return target(what, goal, value, "{:.0f}", lambda n: n >= limit)

    performance = min((look.performance for look in looks), default=None)
    rest = min((min(look.accessibility, look.best_practices, look.seo) for look in looks), default=None)
    others = [weight.scripts for name, weight in found.weights.items() if name != "explore"]
    explore = found.weights["explore"].scripts if "explore" in found.weights else None
    asked, text, way = found.filtered, found.searched, found.way
    return (
        least("Lighthouse: performance", "≥ 98", performance, 98),
        least("Lighthouse: accessibility, best practices, SEO", "100", rest, 100),
        most("largest text is seen (LCP)", max((look.largest for look in looks), default=None), 1500, "{:.2f} s", kilo),
        most("what moves while it loads (CLS)", max((look.shift for look in looks), default=None), 0, "{:g}"),
        most("scripts of explore", explore, 15_000, "{:.1f} KB", kilo),
        most("scripts of other pages", max(others, default=None), 3_000, "{:.1f} KB", kilo),
        most("first filter: moved", asked and asked.moved, 100_000, "{:.0f} KB", kilo),
        most("first filter: shown", asked and asked.took, 100, "{:.0f} ms"),
        most("first text: moved", text and text.moved, 200_000, "{:.0f} KB", kilo),
        most("by a misspelt word to the vote, on a phone", way and way.taps, 3, "{:.0f} taps"),
    )


def pages_table(found: Measured) -> str:
    """The figures of each page, in two tables that paper has room for: points by Lighthouse, then what was taken."""
    points: list[list[str]] = []
    taken: list[list[str]] = []
    for name, weight in found.weights.items():
        judged, waited = ["–"] * 4, ["–"] * 4
        if look := found.looks.get(name):
            four = (look.performance, look.accessibility, look.best_practices, look.seo)
            judged = [f"{number:.0f}" for number in four]
            waited = [f"{look.first / 1000:.2f}", f"{look.largest / 1000:.2f}"]
            waited += [f"{look.blocked:.0f}", f"{look.moved / 1000:.1f}"]
        points.append([name, *judged])
        taken.append([name, *waited, f"{weight.scripts / 1000:.1f}", f"{weight.html / 1000:.1f}"])
    heads = ["page", "first paint, s", "LCP, s", "blocked, ms", "moved, KB", "scripts, KB", "HTML, KB"]
    judged_by = ["page", "performance", "accessibility", "best practices", "SEO"]
    return f"{table(judged_by, points)}\n\n{table(heads, taken)}"


def finding_table(found: Measured) -> str:
    """What finding takes where nothing was loaded before."""
    rows = []
    if found.filtered and found.searched:
        rows += [
            ["explore, first filter", f"{found.filtered.took:.0f}", f"{found.filtered.moved / 1000:.0f}"],
            ["explore, first text, misspelt", f"{found.searched.took:.0f}", f"{found.searched.moved / 1000:.0f}"],
        ]
    if found.way:
        rows += [
            ["phone, from the last key to the title of the idea", f"{found.way.found:.0f}", ""],
            ["phone, from the first tap to before its vote", f"{found.way.took:.0f}", f"{found.way.moved / 1000:.0f}"],
        ]
    return table(["what", "ms", "moved, KB"], rows)


def latest(work: Path) -> Path | None:
    """The site that `make bench` has built last."""
    sites = sorted(work.glob("run-*/*/built/build/site"), key=lambda path: path.stat().st_mtime)
    return sites[-1] if sites else None


def main() -> int:
    """Measure, print the tables; 1 where a promise is missed, or could not be looked at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=CHECKOUT / "build" / "bench", help="where everything is written")
    parser.add_argument("--site", type=Path, help="a built site of community.py's ideas (default: the bench's last)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--ideas", type=int, default=10_000)
    options = parser.parse_args()
    site = options.site or latest(options.work)
    if site is None or not (site / "index.html").is_file():
        print(f"There is no built site {'at ' + str(site) if site else 'yet: run make bench, or name one'}.")
        return 2
    options.work.mkdir(parents=True, exist_ok=True)
    found = measured(site.resolve(), Size(ideas=options.ideas), options.work.resolve(), options.repeats)
    promises = list(targets(found))
    print(f"\n{targets_table(promises)}\n\n{pages_table(found)}\n\n{finding_table(found)}\n")
    print(*found.why, sep="\n")
    return int(any(target.reached is not True for target in promises))


if __name__ == "__main__":
    sys.exit(main())
