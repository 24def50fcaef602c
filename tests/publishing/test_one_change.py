"""A build after a change makes what one from nothing makes, whatever changed, and after a kill at any point."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, put, riverton
from ideario import sealed
from ideario.actions import build as building
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.problems import Failure
from ideario.publishing.manifest import Built
from ideario.publishing.outputs import site_change
from ideario.publishing.pages import sheets
from ideario.publishing.pages.page_draft import PageDraft
from ideario.resources import tool_resources

AT = datetime(2026, 2, 10, 12, tzinfo=UTC)
SEED = 20261128


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """This user's; without one nothing is believed that an earlier build has left."""
    secret = [b"s" * sealed.LENGTH]
    monkeypatch.setattr(sealed, "_secret", secret)
    return secret


def build(root: Path, output: Path) -> Built:
    return building.build(root, resources=tool_resources(), ledger=root / "content" / "ledger", output=output, now=AT)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def folders(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


# ---- the same bytes


def voted(root: Path, votes: int) -> None:
    """A ledger with so many votes on the first of Riverton's ideas."""
    thread = Thread(name="pull/1", ideas=("bike-lanes",))
    events = [
        Event(type="cast", thread="pull/1", idea="bike-lanes", voter=f"{n:064x}", kind="+1", given=given, seen=given)
        for n, given in enumerate([f"2026-02-0{day}T08:00:00Z" for day in range(2, 2 + votes)])
    ]
    shutil.rmtree(root / "content" / "ledger", ignore_errors=True)
    write_ledger(root / "content" / "ledger", events, [thread], observed=AT.replace(day=5))


def own(root: Path, path: str, text: str) -> None:
    file = root / "site" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def template(root: Path) -> None:
    name = "idea_card.html"
    text = (tool_resources().shell / "templates" / name).read_text("utf-8")
    own(root, f"overrides/templates/{name}", f"{text}<!-- ours -->")


CHANGES: tuple[Callable[[Path], object], ...] = (
    lambda root: put(root, "ideas/bike-lanes", {**IDEA, "body": "Another path."}),
    lambda root: put(root, "ideas/bike-lanes", {**IDEA, "title": "Lanes <for> all & everybody", "tags": ["water"]}),
    lambda root: put(root, "ideas/ferries", {**IDEA, "title": "Ferries", "challenge": "quiet-streets"}),
    lambda root: put(root, "decisions/bike-lanes", {"history": [{"date": "2026-02-01", "status": "planned"}]}),
    lambda root: put(root, "people/octocat", {"name": "Octo <b>Cat</b>", "credit": "name"}),
    lambda root: voted(root, 3),
    lambda root: put(root, "challenges/quiet-streets", {**CHALLENGE, "title": "Quiet at last"}),
    lambda root: voted(root, 4),
    lambda root: (root / "content/ideas/bike-lanes.yml").rename(root / "content/ideas/bicycle-lanes.yml"),
    lambda root: (root / "content/ideas/ferries.yml").unlink(missing_ok=True),
    template,
    lambda root: own(root, "overrides/words/en.yml", "en: {ideas: Proposals}\n"),
    lambda root: own(root, "pages/en/own.md", "# A page of our own\n"),
    lambda root: shutil.rmtree(root / "site", ignore_errors=True),
    lambda root: riverton(root, languages=["it", "en"], name="Riverton again"),
)


@pytest.mark.slow
def test_after_any_change_a_build_makes_what_one_from_nothing_makes(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    root = riverton(tmp_path / "riverton")
    build(root, tmp_path / "built")
    changes = draw.sample(CHANGES, len(CHANGES))
    kept = 0
    for number in range(0, len(changes), 2):
        for change in changes[number : number + 2]:
            if "bike-lanes.yml" not in str(change) or (root / "content/ideas/bike-lanes.yml").is_file():
                change(root)
        cold = tmp_path / "cold"
        shutil.rmtree(cold, ignore_errors=True)
        shutil.copytree(tmp_path / "built" / "cache" / "shells", cold / "cache" / "shells")  # of which another test is
        built, anew = build(root, tmp_path / "built"), build(root, cold)
        assert content(built.site) == content(anew.site), number
        assert folders(built.site) == folders(anew.site)
        assert anew.kept == 0
        kept += built.kept
        assert build(root, tmp_path / "built").unchanged
    assert kept > 0


def test_one_idea_changed_is_one_page_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, output = riverton(tmp_path / "riverton"), tmp_path / "built"
    build(root, output)
    put(root, "ideas/bike-lanes", {**IDEA, "links": [{"title": "Another path", "url": "https://a.example/"}]})
    rendered: list[str] = []

    class Told(PageDraft):
        @property
        def html(self) -> str:
            rendered.append(str(self.values["title"]))
            return super().html

    monkeypatch.setattr(sheets, "PageDraft", Told)
    built = build(root, output)
    assert "Another path" in (built.site / "ideas/bike-lanes/index.html").read_text("utf-8")
    assert rendered == [IDEA["title"]] * 2, "the page in two languages"


# ---- what is believed


def test_what_somebody_else_left_is_never_believed(tmp_path: Path, secret: list[bytes]) -> None:
    """A record names pages as good that are not: planted by whoever can write there, and not by this user."""
    root, output = riverton(tmp_path / "riverton"), tmp_path / "built"
    site = build(root, output).site
    page = site / "ideas/bike-lanes/index.html"
    good, look = page.read_bytes(), page.stat()
    page.write_bytes(good.replace(b"Bike", b"Ship"))
    os.utime(page, ns=(look.st_atime_ns, look.st_mtime_ns))  # as it looked when it was recorded
    secret[:] = [b"o" * sealed.LENGTH]
    (output / "cache" / "manifest.json").unlink()
    build(root, output)
    assert page.read_bytes() == good


def test_a_broken_record_is_none(tmp_path: Path) -> None:
    root, output = riverton(tmp_path / "riverton"), tmp_path / "built"
    before = content(build(root, output).site)
    record = output / "cache" / "outputs.json"
    for broken in (b"", b"x" * 100, record.read_bytes()[:-1], record.read_bytes().replace(b"ideas/", b"ideaz/")):
        record.write_bytes(broken)
        (output / "cache" / "manifest.json").unlink()
        build(root, output)
        assert content(output / "site") == before


# ---- a kill at any point

OLD = {"index.html": "old", "gone/index.html": "old", "a": "a file", "b/c/index.html": "a folder", "same": "same"}
NEW = {"index.html": "new", "a/index.html": "a folder", "b/c": "a file", "new/deep/index.html": "new", "same": "same"}
KILLED = """
import os, signal, sys
from pathlib import Path
from ideario.publishing.outputs import site_change
from ideario.publishing.pages import sheets
from ideario.publishing.pages.page_draft import PageDraft
site, written, gone = Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3].split(",")
for point in range(1, 100):
    child = os.fork()
    if not child:
        left = point
        def counted(call):
            def calls(*arguments, **named):
                global left
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **named)
            return calls
        for name in ("replace", "unlink", "rmdir", "makedirs", "open", "fsync", "rename"):
            setattr(os, name, counted(getattr(os, name)))
        place = site / str(point) / "site"
        site_change.change(place, written, gone)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(point, status)
    if status == 0:
        break
"""


def lay(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.mark.skipif(sys.platform != "linux", reason="kills by signals")
def test_a_change_that_is_killed_at_any_atis_none_or_whole_after_the_next_run(tmp_path: Path) -> None:
    written, gone = [path for path in NEW if NEW[path] != OLD.get(path)], OLD.keys() - NEW.keys()
    for point in range(1, 100):
        lay(tmp_path / str(point) / "site", OLD)
        lay(tmp_path / str(point) / ".site.next", {path: NEW[path] for path in written})
    command = [sys.executable, "-c", KILLED, str(tmp_path), ",".join(written), ",".join(sorted(gone))]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]
    outcomes = []
    for line in said:
        at, status = line.split()
        site = tmp_path / at / "site"
        site_change.finish_change(site)
        site_change.finish_change(site)
        found = {path: text.decode() for path, text in content(site).items()}
        outcomes.append(found == NEW)
        assert found in (OLD, NEW), line
        assert status in ("9", "0")
        assert not site.with_name(".site.journal").exists()
    assert said[-1].endswith(" 0"), "killed at every point, until nothing was left to kill"
    assert outcomes == sorted(outcomes)
    assert {True, False} == set(outcomes)
    assert len(outcomes) > 15


@pytest.mark.parametrize(
    "told",
    [
        {"written": ["../precious"], "gone": []},
        {"written": [], "gone": ["../precious"]},
        {"written": [], "gone": ["link/precious"]},
        {"written": ["link/new"], "gone": []},
        {"written": [".."], "gone": []},
        {"written": "x"},
        [],
    ],
)
def test_a_journal_that_leads_out_of_the_site_is_refused(tmp_path: Path, told: object) -> None:
    site = tmp_path / "build" / "site"
    lay(tmp_path, {"build/precious": "mine", "elsewhere/precious": "mine", "build/site/index.html": "site"})
    lay(tmp_path, {"build/.site.next/new": "planted", "build/.site.journal": json.dumps(told)})
    (site / "link").symlink_to(tmp_path / "elsewhere")
    before = content(tmp_path)
    with pytest.raises(Failure, match="cannot be finished"):
        site_change.finish_change(site)
    assert content(tmp_path) == before


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="kills by signals")
def test_whole_builds_that_are_killed_at_random_moments_end_with_a_good_site(tmp_path: Path) -> None:
    draw = random.Random(SEED)
    root, output = riverton(tmp_path / "riverton"), tmp_path / "built"
    build(root, output)
    command = [sys.executable, "-m", "ideario", "--root", str(root), "build", "--output", str(output)]
    command += ["--now", f"{AT:%Y-%m-%dT%H:%M:%SZ}"]
    for number in range(3):
        put(root, "ideas/bike-lanes", {**IDEA, "title": f"Bike lanes {number}", "tags": [f"tag{number}"]})
        killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            killed.wait(draw.uniform(0.3, 1.5))
        except subprocess.TimeoutExpired:
            killed.send_signal(signal.SIGKILL)
            killed.wait()
    put(root, "ideas/bike-lanes", {**IDEA, "title": "Bike lanes at last"})  # of a run that ended nothing would be new
    build(root, output)
    shutil.copytree(output / "cache" / "shells", tmp_path / "cold" / "cache" / "shells")
    assert content(output / "site") == content(build(root, tmp_path / "cold").site)
