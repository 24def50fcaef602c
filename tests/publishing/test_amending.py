"""The edit of a text makes what a whole build would make, and is made without one; where more changed, all is built."""

import ast
import errno
import json
import os
import random
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from checkout import CHECKOUT
from communities import CHALLENGE, COMMUNITY, IDEA, put, riverton
from hostile import HOSTILE
from house_rooms import syntax_of
from ideario import sealed
from ideario.actions import basis
from ideario.actions import build as building
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.problems import Failure
from ideario.publishing.amending.amended_index import StandingIndex
from ideario.publishing.api.register import INDEX
from ideario.publishing.finding import finding_parts
from ideario.publishing.finding.finding_parts import (
    FOLDER,
    INDEX_FILE,
    MOST_CODES,
    Parts,
    front_coded,
    front_decoded,
    gaps,
    numbers_of,
    packed_json,
    within,
)
from ideario.publishing.finding.text_index import FoundText, text_index
from ideario.publishing.manifest import Built
from ideario.publishing.outputs import site_change, stage
from ideario.resources import tool_resources

AT = datetime(2026, 2, 10, 12, tzinfo=UTC)
SEED = 20261128
SECRET = [b"s" * sealed.LENGTH]
PACKAGE = CHECKOUT / "tooling" / "ideario"
WORDS = [
    *"river school night bus Straße città été 公園に新しい図書館 مَكتبة x https://a.example/b tram 2026".split(),
    *('"', "'", "&", "<b>", "\\"),
]
TEXTS = (
    *(text for text in HOSTILE if text.isprintable()),
    "## A heading\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "- [ ] to do\n- [x] done\n",
    'He said "no", & left\\. </script>',
    "word " * 200,
    "x" * 50,
    "公園に新しい図書館を作る",
)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """This user's; without one nothing is believed that an earlier build has left."""
    monkeypatch.setattr(sealed, "_secret", SECRET)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each whole build, which is one that reads the community."""
    told: list[str] = []
    read = basis.read_basis

    def reading(*arguments: Any, **named: Any) -> Any:
        told.append("whole")
        return read(*arguments, **named)

    monkeypatch.setattr(building, "read_basis", reading)
    return told


def build(root: Path, output: Path, at: datetime = AT, **options: Any) -> Built:
    options = {"resources": tool_resources(), "ledger": root / "content" / "ledger", "now": at, **options}
    return building.build(root, output=output, **options)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cold(root: Path, place: Path, shells: Path) -> dict[str, bytes]:
    """The site of a build from nothing but the shells, which another test is of."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(shells, place / "cache" / "shells")
    return content(build(root, place).site)


IDEAS: Mapping[str, dict[str, Any]] = {
    "bike-lanes": {**IDEA, "body": "A path along the river, for all who go to school.", "tags": ["water", "bikes"]},
    "night-trams": {**IDEA, "title": "Night trams", "body": "Trams at night.", "challenge": "quieter-streets"},
    "ferries": {**IDEA, "title": "Fähren & <Boote>", "language": "it", "body": "Über den Fluß.", "needs": ["Boote"]},
    "library": {**IDEA, "title": "A library", "body": "Books.", "authors": ["ada-rossi"], "tags": ["bikes"]},
    "silent": {**IDEA, "title": "A silent one", "body": "Hush."},
}


def town(root: Path) -> Path:
    """Riverton with more ideas, people and votes."""
    riverton(root, tags={"water": {"en": "Water, all of it", "it": "Acqua"}, "bikes": {"en": "Bikes", "it": "Bici"}})
    for slug, idea in IDEAS.items():
        put(root, f"ideas/{slug}", idea)
    put(root, "people/ada-rossi", {"name": "Ada River Rossi", "about": "Trams."})
    put(root, "decisions/library", {"history": [{"date": "2026-02-01", "status": "planned", "reason": "*Books.*"}]})
    threads = [Thread(name=f"pull/{n}", ideas=(slug,)) for n, slug in enumerate(IDEAS, 1)]
    events = [
        Event(type="cast", thread=f"pull/{n}", idea=slug, voter=f"{v:064x}", kind="+1", given=day, seen=day)
        for n, slug in enumerate(IDEAS, 1)
        for v in range(n)
        for day in ["2026-02-03T08:00:00Z"]
    ]
    write_ledger(root / "content" / "ledger", events, threads, observed=AT.replace(day=5))
    return root


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the town and what was built of it, its search in parts as that of a large community."""
    place = tmp_path_factory.mktemp("amending")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "_secret", SECRET)
        patch.setattr(finding_parts, "FEW", 1)
        assert build(town(place / "town"), place / "built").problems == ()
    return place


@pytest.fixture
def built_town(built_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The town and its output, for one test."""
    monkeypatch.setattr(finding_parts, "FEW", 1)
    shutil.copytree(built_once, tmp_path / "all")
    return tmp_path / "all" / "town", tmp_path / "all" / "built"


# ---- the same bytes, and nothing else read


@pytest.mark.slow
def test_an_edited_text_is_published_as_a_whole_build_would(
    tmp_path: Path, built_town: tuple[Path, Path], whole: list[str]
) -> None:
    draw = random.Random(SEED)
    root, output = built_town
    edits = len(TEXTS) if os.environ.get("IDEARIO_ALL_POINTS") else 4
    amended = 0
    for text in draw.sample(TEXTS, edits):
        slug = draw.choice(list(IDEAS))
        put(root, f"ideas/{slug}", {**IDEAS[slug], "body": f"{' '.join(draw.sample(WORDS, 6))}\n\n{text}"})
        whole.clear()
        built = build(root, output)
        assert built.problems == ()
        short = not whole
        amended += short
        assert content(built.site) == cold(root, tmp_path / "cold", output / "cache" / "shells"), (slug, text)
        assert built.new + built.kept == len(content(built.site))
        assert built.size == sum(map(len, content(built.site).values()))
        assert 0 < built.new < 20 or not short
        again = build(root, output)
        assert again.unchanged
        assert (again.kept, again.size, again.ideas) == (built.new + built.kept, built.size, 5)
    assert amended > edits // 2


def test_after_an_amended_text_a_whole_build_finds_its_site(
    built_town: tuple[Path, Path], tmp_path: Path, whole: list[str]
) -> None:
    root, output = built_town
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books and films."})
    whole.clear()
    build(root, output)
    assert not whole
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books and films.", "title": "A library of films"})
    built = build(root, output)
    assert whole
    assert built.kept > 100
    assert content(built.site) == cold(root, tmp_path / "cold", output / "cache" / "shells")


# ---- where more may differ, all is built


def _twice(root: Path) -> None:
    for slug in ("library", "ferries"):
        put(root, f"ideas/{slug}", {**IDEAS[slug], "body": f"Of {slug}, and more."})


def _own_template(root: Path) -> None:
    folder = root / "site" / "overrides" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "idea.html").write_text("{{ idea.record.body }}{{ idea.body_html }}", "utf-8")


def _with_library(**changed: object) -> Any:
    return lambda root: put(root, "ideas/library", {**IDEAS["library"], **changed})


LONG = (
    "Books and films, and whatever else people like to borrow from one another, as https://a.example/b says, at night."
)
MORE: Mapping[str, Any] = {
    "two texts": _twice,
    "a title too": _with_library(body="Books and films.", title="Library"),
    "a tag too": _with_library(body="Books and films.", tags=["bikes", "books"]),
    "no text any more": _with_library(body=None),
    "another file too": lambda root: (
        _with_library(body="Books and films.")(root),
        put(root, "people/octocat", {"name": "Octo"}),
    ),
    "a file at fault": _with_library(body="Books and films.", colour="red"),
    "an idea more": lambda root: put(root, "ideas/buses", {**IDEA, "title": "Buses", "body": "More buses."}),
    "an idea less": lambda root: (root / "content/ideas/silent.yml").unlink(),
    "another name": lambda root: (root / "content/ideas/library.yml").rename(root / "content/ideas/books.yml"),
    "a hidden file too": lambda root: (
        _with_library(body="Books and films.")(root),
        (root / "content/ideas/.draft.yml").write_text("title: A draft"),
    ),
    "a link too": lambda root: (
        _with_library(body="Books and films.")(root),
        (root / "content/ideas/more").symlink_to(root / "content/people"),
    ),
    "another editor's line": lambda root: (root / "content/ideas/library.yml").write_text(
        (root / "content/ideas/library.yml").read_text("utf-8").replace("riverton.github.io", "elsewhere.example"),
        "utf-8",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", MORE)
def test_what_changes_more_than_a_text_is_built_as_a_whole(
    built_town: tuple[Path, Path], tmp_path: Path, whole: list[str], change: str
) -> None:
    root, output = built_town
    whole.clear()
    MORE[change](root)
    build(root, output)
    assert whole


@pytest.mark.parametrize("there", [LONG, f"é {LONG}"])
def test_a_copied_text_is_told_though_it_came_by_an_edit(built_town: tuple[Path, Path], there: str) -> None:
    root, output = built_town
    put(root, "ideas/ferries", {**IDEAS["ferries"], "body": there})
    build(root, output)
    put(root, "ideas/library", {**IDEAS["library"], "body": there.replace(" ", "  ").upper()})
    assert [problem.rule for problem in build(root, output).problems] == ["copied-idea"]
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books."})
    assert build(root, output).problems == ()


def test_what_was_wrong_is_told_as_a_whole_build_tells_it(built_town: tuple[Path, Path], whole: list[str]) -> None:
    """In the reader's language, with what mends it, and on the lines where it is now."""
    root, output = built_town
    put(root, "challenges/quieter-streets", {**CHALLENGE, "budget": "1000 EUR"})
    costly = {**IDEAS["library"], "challenge": "quieter-streets", "cost": "5000 EUR"}
    file = put(root, "ideas/library", costly)
    person = root / "content" / "people" / "ada-rossi.yml"
    person.write_text(person.read_text("utf-8").partition("\n")[2], "utf-8")
    warned = build(root, output).problems
    assert [(problem.rule, len(problem.edits)) for problem in warned] == [("cost-above-budget", 0), ("editor-line", 1)]
    whole.clear()
    put(root, "ideas/ferries", {**IDEAS["ferries"], "body": "Langsam."})
    again = build(root, output).problems
    assert not whole
    assert again == warned
    assert [one.message.in_language("it") for one in again] == [one.message.in_language("it") for one in warned]
    file.write_text(file.read_text("utf-8").replace("Books.", "|\n  Books\n\n  and films."), "utf-8")
    assert build(root, output).problems[0].line == again[0].line + 3


def test_the_text_of_an_idea_without_a_summary_stands_in_feeds_and_is_built_as_a_whole(
    built_town: tuple[Path, Path], whole: list[str]
) -> None:
    root, output = built_town
    imported = {"title": "A pool", "language": "en", "source": "A list", "source_id": "1"}
    put(root, "ideas/pool", {**imported, "body": "Water."})
    build(root, output)
    whole.clear()
    put(root, "ideas/pool", {**imported, "body": "Warm water."})
    built = build(root, output)
    assert whole
    for form in ("xml", "json"):
        told = (built.site / f"feed.{form}").read_text("utf-8")
        assert "Warm water." in told
        assert "Trams at night." not in told


def test_a_copy_that_somebody_left_behind_is_no_idea(built_town: tuple[Path, Path]) -> None:
    root, output = built_town
    left = root / "content" / "ideas" / "before.bak"
    left.mkdir()
    (left / "library.yml").write_bytes((root / "content" / "ideas" / "library.yml").read_bytes())
    build(root, output)
    (left / "library.yml").write_bytes((left / "library.yml").read_bytes().replace(b"Books.", b"Old books."))
    assert b"Old books." not in (build(root, output).site / "ideas/library/index.html").read_bytes()


@pytest.mark.slow
def test_a_site_that_tells_its_day_tells_that_of_the_edit(tmp_path: Path, built_once: Path, whole: list[str]) -> None:
    """Without votes and challenges nothing is as old as the site but the day, and with a date it tells the moment."""
    root, output = tmp_path / "town", tmp_path / "built"
    shutil.copytree(built_once / "built" / "cache" / "shells", output / "cache" / "shells")
    put(root, "community", COMMUNITY)
    for day, options in enumerate(({}, {}, {"dated": True}, {})):
        put(root, "ideas/bike-lanes", {**IDEA, "body": f"A path, {day}."})
        at = AT + timedelta(days=min(day, 2), minutes=day)
        assert build(root, output, at, **options).problems == ()
    assert len(whole) == 4
    index = json.loads((output / "site" / INDEX).read_bytes())
    assert index["built"] == "2026-02-12T00:00:00Z"


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_the_site_or_has_it_finished(
    built_town: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = built_town

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for number, (module, name) in enumerate(((stage, "put_bytes"), (site_change, "_carry_out"))):
        before = content(output / "site")
        put(root, "ideas/library", {**IDEAS["library"], "body": f"Books and {number} films."})
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            with pytest.raises(Failure, match="No space left"):
                build(root, output)
        assert content(output / "site") == before
        assert (output / ".site.journal").exists() is bool(number)
        build(root, output)
    assert content(output / "site") == cold(root, tmp_path / "cold", output / "cache" / "shells")


@pytest.mark.slow
def test_a_template_of_ones_own_may_show_a_text_in_any_way(
    built_town: tuple[Path, Path], tmp_path: Path, whole: list[str]
) -> None:
    root, output = built_town
    _own_template(root)
    build(root, output)
    whole.clear()
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books and films."})
    built = build(root, output)
    assert whole
    assert b"Books and films.<p>Books and films.</p>" in (built.site / "ideas/library/index.html").read_bytes()


@pytest.mark.slow
def test_a_touched_site_or_a_later_day_is_built_as_a_whole(
    built_town: tuple[Path, Path], tmp_path: Path, whole: list[str]
) -> None:
    root, output = built_town
    site = output / "site"
    shells = output / "cache" / "shells"
    (site / "ideas" / "library" / "index.html").write_bytes(b"<p>Books.</p>")
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books and films."})
    build(root, output)
    assert content(site) == cold(root, tmp_path / "cold", shells)
    whole.clear()
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books and games."})
    assert build(root, output, AT.replace(month=3)).new > 10, "voting has closed"
    assert whole
    whole.clear()
    put(root, "ideas/library", {**IDEAS["library"], "body": "Books."})
    build(root, output, AT.replace(month=3), stale=True)
    assert whole


def test_what_somebody_else_keeps_there_is_not_believed(
    built_town: tuple[Path, Path], tmp_path: Path, whole: list[str]
) -> None:
    """Planted texts would say that nothing else has changed."""
    root, output = built_town
    kept = output / "cache" / "ideas.txt"
    put(root, "ideas/library", {**IDEAS["library"], "title": "Another title", "body": "Books and films."})
    kept.write_bytes(kept.read_bytes().replace(b"A library", b"Another title"))
    whole.clear()
    built = build(root, output)
    assert whole
    assert b"Another title" in (built.site / "ideas/library/index.html").read_bytes()


# ---- nothing else shows a text

READERS = {
    "publishing/views/idea_views.py",
    "publishing/finding/found_things.py",
    "publishing/api/idea_document.py",
    "intake/rules/copies.py",
}
"""What reads the text of an idea on the way to a site: amending a site knows of each."""
ON_THE_WAY = ("intake", "voting", "publishing", "similarity", "reporting", "model", "ledger")


def test_nothing_reads_the_text_of_an_idea_that_amending_does_not_know_of() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for room in ON_THE_WAY
        for path in (PACKAGE / room).rglob("*.py")
        if any(isinstance(one, ast.Attribute) and one.attr == "body" for one in ast.walk(syntax_of(path)))
    }
    assert found == READERS


def test_no_template_shows_a_text_but_as_prose() -> None:
    shown = [
        (path.name, line)
        for path in (CHECKOUT / "site" / "shell" / "templates").glob("*")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\.body\b", line)
    ]
    assert shown == []


# ---- the index


def test_words_and_numbers_are_read_as_they_were_written() -> None:
    draw = random.Random(SEED)
    words = sorted({"".join(draw.choices("abß公ع", k=draw.randint(1, 45))) for _ in range(300)})
    assert front_decoded(front_coded(words)) == words
    assert front_decoded(front_coded([])) == []
    for most in (5, MOST_CODES - 1, MOST_CODES, 3 * MOST_CODES + 7):
        numbers = sorted({0, most, *draw.sample(range(most + 1), min(most, 200))})
        assert numbers_of(gaps(numbers)) == numbers


@pytest.mark.parametrize("within_head", [True, False])
def test_an_amended_index_is_the_one_that_would_be_made(within_head: bool) -> None:
    draw = random.Random(SEED)
    texts = [FoundText("One two", "three", " ".join(draw.sample(WORDS, 4))) for _ in range(30)]

    def made(texts: list[FoundText]) -> dict[str, bytes]:
        parts = Parts()
        put = within if within_head else parts.put_all
        cards = {"size": 10, "parts": put("ideas-cards", [[[f"idea-{n}", ""] for n in range(30)]])}
        head = parts.put("ideas", {**text_index(put, "ideas", texts), "cards": cards})
        return {**parts.files, INDEX_FILE: packed_json({"ideas": head})}

    files = made(texts)
    for number in draw.sample(range(30), 12):
        new = texts[number]._replace(others=" ".join([*draw.sample(WORDS, 5), f"new{number} three {'y' * 41}"]))
        index = StandingIndex(files.__getitem__)
        assert index.card(f"idea-{number}") == (number, [f"idea-{number}", ""])
        names = index.names()
        amended = index.amended(number, texts[number], new)
        texts[number] = new
        files = {path: content for path, content in files.items() if path not in names}
        files.update(amended)
        assert files == made(texts)
        assert not any(path.startswith(FOLDER) for path in made(texts).keys() - files.keys())
