"""Turns what was measured into the tables of the terminal and of the site's page. Measures nothing."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from measure import Run

PAGE = """\
# How fast it is

Measured in one run of `make bench` on {machine}: {ideas:,} generated ideas of
{idea_bytes:,} bytes on average, {votes:,} votes, {challenges} challenges, {people} people, decisions for one idea in
twenty, one language; for `tally`, a ledger of {events:,} events on the same ideas. Each figure is the median over
{repeats} rounds of a whole process (of memory, the largest); our runs and those of the other programs take turns, and
what one has written reaches the disk before the next begins. `tally` runs {in_a_row} times in a row each round, on a
ledger that was read before, as where it has just been fetched.

## What it must reach

{targets}

## What was measured

{figures}

Memory is the largest sum over all of a command's processes at one moment, with shared pages counted once, or what the
system says of the largest single process, whichever is more.

Nothing but the site is remembered from one run to the next. *One idea changed* has a sentence more, *one title changed*
another title, which many pages show. The winners are those of generated elections by equal shares, exact, in a program
that does nothing else. `serve` shows a saved idea after so long: its file is written, and its page asked for until it
says the same.

## What a reader waits for

{pages}

By Lighthouse, on a phone, a processor and a network that it simulates; each figure is the median of {looks} visits,
each by a new browser. *LCP* is when the largest text or picture is seen, *blocked* how long the page answers nothing
meanwhile. The site is served by this machine as GitHub Pages serves it, packed with gzip and kept for ten minutes, but
over HTTP/1.1, which is slower. *Moved* is all that comes with a page and *scripts* what of it is JavaScript, both
packed; *HTML* is as it lies on the disk.

{finding}

Bytes are those that come from when somebody opens a filter, or the field has focus: nothing is loaded for it before.
Times are from when they have chosen, or from the last key (of which 200 ms are waited for another one), with no network
between and without the seconds that a person needs.

## What stands beside us

{peers}

They do not do the same work. mkdocs-material and hugo get the ideas as Markdown and neither check nor count anything;
hugo's pages have a layout like ours, mkdocs-material's its own, with its search index. check-jsonschema checks the
ideas alone, against the same schema; `ideario check` reads everything else too. DataTig writes pages of its own kind.
A cold build of ours checks, counts and writes {files:,} files ({megabytes:,.0f} MB), JSON and feeds among them.

## How to repeat it

```sh
make bench
```

The first time it installs the other programs into `build/bench`. Lighthouse needs Node.js (18.16 or newer); without it
the rest is measured, and `python tooling/bench/pages.py` looks at the pages of the last run alone. The ideas are
generated from a seed, so that everybody measures the same ones; `tooling/bench/` holds all of it. Times differ between
machines, and from day to day on a shared one: compare ratios from one run.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One line of the issue's promises: `text` says the measured value, `reached` is None where it was not measured."""

    what: str
    goal: str
    text: str
    reached: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What the built site weighs: the mean and the largest HTML page of an idea in bytes, all files, all megabytes."""

    page_mean: float
    page_largest: int
    files: int
    megabytes: float


def target(what: str, goal: str, value: float | None, form: str, reached: Callable[[float], bool]) -> Target:
    """A promise against what was measured, which `form` says; None where it was not."""
    if value is None:
        return Target(what=what, goal=goal, text="not measured", reached=None)
    return Target(what=what, goal=goal, text=form.format(value), reached=reached(value))


def targets(
    runs: Mapping[str, Run], sizes: Sizes | None, growth: float, saved: Sequence[float] = ()
) -> Sequence[Target]:
    """The promises against the medians; `growth` is by how much more ideas the large community has than the small.

    `saved` are the seconds until `serve` showed what was saved.
    """

    def ratio(over: str, under: str) -> float | None:
        return runs[over].wall / runs[under].wall if over in runs and under in runs else None

    def most(what: str, value: float | None, limit: float, form: str) -> Target:
        shown = form.replace(":.2f", ":g").replace(":.1f", ":g").replace(":.3f", ":g")
        return target(what, f"≤ {shown.format(limit)}", value, form, lambda n: n <= limit)

    def faster(what: str, value: float | None, limit: float) -> Target:
        return target(what, f"≥ {limit:g} × faster", value, "{:.1f} ×", lambda n: n >= limit)

    cold, tenth = "build, cold", ", a tenth"
    tally, build = runs.get("tally"), runs.get(cold)
    plain, add1 = runs.get("winners"), runs.get("winners, add1")
    page = sizes and sizes.page_largest / 1024
    shown = statistics.median(saved) * 1000 if saved else None
    return (
        faster("`check` beside check-jsonschema", ratio("check-jsonschema", "check"), 8),
        faster("cold `build` beside mkdocs-material", ratio("mkdocs-material", cold), 5),
        most("cold `build` beside hugo", ratio(cold, "hugo"), 1, "{:.2f} × its time"),
        most("`build`, nothing changed", ratio("build, unchanged", cold), 0.08, "{:.3f} × cold"),
        most("`build`, one idea changed", ratio("build, one idea changed", cold), 0.1, "{:.3f} × cold"),
        most("`serve` shows a saved idea", shown, 300, "{:.0f} ms"),
        most("`tally` of the large ledger", tally and tally.wall, 2, "{:.2f} s"),
        most("memory of that `tally`", tally and tally.peak, 500, "{:.0f} MB"),
        most("memory of a cold `build`", build and build.peak, 500, "{:.0f} MB"),
        most("largest page of an idea", page, 12, "{:.1f} KB"),
        most("equal shares, 75,000 voters, 118 ideas", plain and plain.wall, 10, "{:.2f} s"),
        most("add1, 30,000 voters, 180 ideas", add1 and add1.wall, 60, "{:.2f} s"),
        most("memory of that", add1 and add1.peak, 500, "{:.0f} MB"),
        most(f"cold `build`{tenth} of the ideas to all", ratio(cold, cold + tenth), growth, "{:.1f} ×"),
        most(f"`check`{tenth} of the ideas to all", ratio("check", "check" + tenth), growth, "{:.1f} ×"),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that is aligned for the terminal too."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def targets_table(found: Sequence[Target]) -> str:
    """The promises as a table."""
    said = {True: "yes", False: "no", None: "–"}
    return table(["what", "goal", "measured", "reached"], [[t.what, t.goal, t.text, said[t.reached]] for t in found])


def figures_table(runs: Mapping[str, Run], floors: Mapping[str, float]) -> str:
    """Every measured command, and what has seconds alone: the floors under them, and a wait within a command."""
    rows = [[name, f"{run.wall:.2f}", f"{run.cpu:.2f}", f"{run.peak:.0f}"] for name, run in runs.items()]
    rows += [[name, f"{seconds:.2f}", "", ""] for name, seconds in floors.items()]
    return table(["what", "seconds", "processor seconds", "peak MB"], rows)
