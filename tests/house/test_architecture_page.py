"""The page on how the program is built tells the truth: its picture, its words and every module that it names."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import house_picture
import pytest
from checkout import CHECKOUT
from house_rooms import FOUNDATION, MAY_IMPORT, PACKAGE
from ideario.publishing.api.register import DOCUMENTS

SITE = CHECKOUT / "site"
PAGE = SITE / "pages" / "architecture.md"
TEXT = PAGE.read_text("utf-8")
DECISIONS = sorted((SITE / "pages" / "decisions").glob("*.md"))
PICTURE = SITE / "pages" / "assets" / "architecture.svg"
DRAWING = "python tests/support/house_picture.py"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = MAY_IMPORT.keys() - {"__main__", "version"}
FILE = re.compile(r"`([a-z_/.<>]+\.[a-z]+)`")


# ---- the picture


def heights() -> dict[str, float]:
    """How far down each room of the picture stands, by its name."""
    found = {}
    for group in ET.parse(PICTURE).getroot().iter(f"{SVG}g"):
        box, label = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
        assert box is not None
        assert label is not None
        assert label.text == group.get("id")
        found[group.get("id", "")] = float(box.get("y", ""))
    return found


def test_the_picture_shows_every_room_and_none_that_is_not_there() -> None:
    assert heights().keys() == DRAWN, f"run {DRAWING}"


def test_the_picture_is_the_one_that_is_drawn_of_the_rooms() -> None:
    assert PICTURE.read_text("utf-8") == house_picture.drawn(), f"run {DRAWING}"


def test_in_the_picture_every_room_stands_above_what_it_may_use() -> None:
    height = heights()
    wrong = {
        (room, below)
        for room in DRAWN
        for below in MAY_IMPORT[room] & DRAWN - {room}
        if not height[room] < height[below] and not {room, below} <= FOUNDATION
    }
    assert wrong == {("github", "forge")}  # which stands beside it, with an arrow


def test_rooms_that_may_not_use_each_other_stand_side_by_side() -> None:
    height = heights()
    for room in DRAWN - FOUNDATION:
        beside = {other for other in DRAWN if height[other] == height[room]} - {room}
        assert not MAY_IMPORT[room] & beside - {"forge"}, room


def test_the_picture_can_be_read_aloud_and_in_the_dark() -> None:
    root = ET.parse(PICTURE).getroot()
    told = " ".join(root.findtext(f"{SVG}{name}", "") for name in ("title", "desc"))
    spoken = re.search(r"!\[([^\]]+)\]\(assets/architecture\.svg\)", TEXT)
    assert spoken is not None
    for room in DRAWN - FOUNDATION:
        assert re.search(rf"\b{room}\b", told), room
        assert re.search(rf"\b{room}\b", spoken[1]), room
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    style = root.findtext(f"{SVG}style", "")
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    painted = set(re.findall(r"\.([a-z]+) \{[^}]*#", light))
    assert painted == set(re.findall(r"\.([a-z]+) \{[^}]*#", dark))
    assert "http" not in style


def test_every_room_is_explained() -> None:
    rooms = set(re.findall(r"^\| `([a-z]+)` \|", TEXT, re.MULTILINE))
    assert rooms == (DRAWN - FOUNDATION) | {"model", "problems", "messages"}
    for tool in FOUNDATION - {"model", "problems", "messages"}:
        assert f"`{tool}`" in TEXT, tool


# ---- modules


@pytest.mark.parametrize("page", [PAGE, *DECISIONS], ids=lambda page: page.stem)
def test_every_module_that_is_named_exists(page: Path) -> None:
    named = [name for name in FILE.findall(page.read_text("utf-8")) if "/" in name or name.endswith(".py")]
    assert named or page != PAGE
    published = {Path(path).name for path in DOCUMENTS.values()}
    gone = [
        name
        for name in named
        if "<" not in name and name not in published and not any((top / name).is_file() for top in (PACKAGE, CHECKOUT))
    ]
    assert gone == []


def test_the_walks_go_through_the_rooms_that_do_the_work() -> None:
    walks = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    for title, rooms in (
        ("From an idea to its page", {"cli", "actions", "intake", "git", "publishing"}),
        ("From a reaction to a rank", {"cli", "forge", "github", "syncing", "ledger", "voting"}),
    ):
        (walk,) = (text for text in walks if text.startswith(title))
        assert {name.partition("/")[0] for name in FILE.findall(walk)} >= rooms


def test_every_decision_is_linked() -> None:
    assert len(DECISIONS) >= 10
    assert re.findall(r"\]\(decisions/([^)#]+)\): ", TEXT) == [page.name for page in DECISIONS]


def test_newcomers_find_the_page() -> None:
    for file in ("README.md", "CONTRIBUTING.md"):
        assert "](site/pages/architecture.md)" in (CHECKOUT / file).read_text("utf-8")
    assert "url: architecture/" in (CHECKOUT / "mkdocs.yml").read_text("utf-8")
