"""A build that stays shows a saved idea at once, as the next build will, and leaves the rest to that."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from communities import IDEA, put, riverton
from ideario.actions.serving.staying_build import StayingBuild, files_among

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no build stays there")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return riverton(tmp_path / "riverton")


@pytest.fixture
def command(root: Path) -> list[str]:
    return [sys.executable, "-m", "ideario", "--root", str(root), "build"]


@pytest.fixture
def staying(command: list[str]) -> Iterator[StayingBuild]:
    build = StayingBuild(command)
    yield build
    build.end()


def test_a_saved_idea_is_shown_as_the_next_build_shows_it(
    root: Path, command: list[str], staying: StayingBuild
) -> None:
    site = root / "build" / "site"
    first = staying.wait()
    assert first is not None
    assert {"index.html", "ideas/bike-lanes/index.html", "it/ideas/bike-lanes/index.html"} <= set(first)

    saved = put(root, "ideas/bike-lanes", {**IDEA, "title": "Lanes <b>now</b>", "body": "*Wider* ones."})
    shown = staying.show(files_among(root, {saved, root / "content" / "gone.yml", root.parent}))
    assert shown == ["ideas/bike-lanes/index.html", "it/ideas/bike-lanes/index.html"]
    pages = [(site / path).read_bytes() for path in shown]
    assert all(b"Lanes &lt;b&gt;now&lt;/b&gt;" in page and b"<em>Wider</em>" in page for page in pages)

    saved.write_text("title: [")
    assert staying.show(["content/ideas/bike-lanes.yml"]) == []
    new = put(root, "ideas/brand-new", IDEA)
    others = [new, root / "content" / "community.yml", root / "content" / "challenges" / "quiet-streets.yml"]
    assert staying.show(files_among(root, others)) == []
    assert staying.show(["../../etc/passwd", "content/ideas/../bike-lanes.yml", ""]) == []
    assert [(site / path).read_bytes() for path in shown] == pages

    new.unlink()
    put(root, "ideas/bike-lanes", {**IDEA, "title": "Lanes <b>now</b>", "body": "*Wider* ones."})
    again = StayingBuild(command)
    changed = again.wait()
    again.end()
    assert changed is not None
    assert "ideas/index.html" in changed
    assert not set(shown) & set(changed), "what was shown already is what the build would write"
    assert [(site / path).read_bytes() for path in shown] == pages


def test_a_build_that_fails_or_ends_is_told_and_asked_no_more(root: Path, command: list[str]) -> None:
    (root / "content" / "community.yml").write_text("name: 1\n")
    build = StayingBuild(command)
    assert build.wait() is None
    assert build.show(["content/ideas/bike-lanes.yml"]) == []
    build.end()
    assert build.show(["content/ideas/bike-lanes.yml"]) == []
