"""Has Lighthouse judge pages as a phone sees them: simulated 4G, a processor a quarter as fast. Serves no page."""

import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests" / "support"))

import chromium  # noqa: E402 - it lives among the tests, which are no package
from npm_packages import NpmPackages  # noqa: E402 - the same

LIGHTHOUSE = NpmPackages(Path(__file__).with_name("lighthouse"), CHECKOUT / "build" / "bench" / "lighthouse")
PATIENCE = 180
"""So many seconds one page may take, on a machine that has other work too."""


class Unmeasured(Exception):
    """Lighthouse cannot be run, or not to its end; the text says why and what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """One look at a page: categories from 0 to 100, times in ms, CLS as it is counted, what moved in bytes.

    `speed` is Lighthouse's figure for the machine at that moment, more being faster. `failed` are the audits that took
    something from a category, by name.
    """

    performance: float
    accessibility: float
    best_practices: float
    seo: float
    first: float
    largest: float
    blocked: float
    shift: float
    moved: float
    speed: float
    failed: tuple[str, ...] = ()


def ready() -> str:
    """The browser to run it with, once Lighthouse is installed too; Unmeasured where something is missing."""
    if shutil.which("node") is None:
        raise Unmeasured("Node.js is not here: install it (on Debian and Ubuntu: sudo apt-get install nodejs npm)")
    browser = chromium.installed()
    if browser is None:
        raise Unmeasured("Chromium is not here: run `python tests/support/chromium.py`, which installs it")
    wrong = LIGHTHOUSE.fetch("Fetching Lighthouse (once, 190 MB on the disk)")
    if wrong is not None:
        raise Unmeasured(wrong)
    return browser


def audited(address: str, browser: str, report: Path) -> Audit:
    """One run of Lighthouse in a browser of its own; its whole answer is left in `report`."""
    command = [
        "node",
        str(LIGHTHOUSE.folder / "node_modules" / "lighthouse" / "cli" / "index.js"),
        address,
        "--quiet",
        "--no-enable-error-reporting",
        "--disable-full-page-screenshot",
        "--output=json",
        f"--output-path={report}",
        f"--chrome-flags=--headless=new {' '.join(map(shlex.quote, chromium.ARGUMENTS))}",
    ]
    try:
        done = subprocess.run(
            command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, text=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise Unmeasured(f"Lighthouse has not ended after {PATIENCE} seconds") from late
    if done.returncode != 0:
        raise Unmeasured(f"Lighthouse ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return read(json.loads(report.read_bytes()))


def read(answer: Mapping[str, Any]) -> Audit:
    """What Lighthouse's answer says; Unmeasured where a page could not be judged."""
    categories, audits = answer["categories"], answer["audits"]
    if "runtimeError" in answer:
        raise Unmeasured(f"Lighthouse: {answer['runtimeError']['message']}")
    failed = [
        ref["id"]
        for category in categories.values()
        for ref in category["auditRefs"]
        if ref["weight"] and audits[ref["id"]]["score"] not in (None, 1)
    ]

    def value(name: str) -> float:
        return float(audits[name]["numericValue"])

    return Audit(
        performance=100 * categories["performance"]["score"],
        accessibility=100 * categories["accessibility"]["score"],
        best_practices=100 * categories["best-practices"]["score"],
        seo=100 * categories["seo"]["score"],
        first=value("first-contentful-paint"),
        largest=value("largest-contentful-paint"),
        blocked=value("total-blocking-time"),
        shift=value("cumulative-layout-shift"),
        moved=value("total-byte-weight"),
        speed=answer["environment"]["benchmarkIndex"],
        failed=tuple(failed),
    )


def median(looks: Sequence[Audit]) -> Audit:
    """The medians of several looks, each figure for itself; of what failed, all."""
    numbers = [name for name in Audit.__dataclass_fields__ if name != "failed"]
    middles = {name: statistics.median(getattr(look, name) for look in looks) for name in numbers}
    return Audit(**middles, failed=tuple(sorted({name for look in looks for name in look.failed})))
