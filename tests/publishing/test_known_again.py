"""Files that look as they did are not read again, and whatever was changed looks otherwise: nothing slips through."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, put, riverton
from ideario import sealed
from ideario.actions import build as building
from ideario.actions.amending.kept_ideas import INDEX, TEXTS
from ideario.actions.basis import Basis, read_basis
from ideario.files import plain_bytes
from ideario.publishing import manifest
from ideario.publishing.manifest import Built
from ideario.publishing.outputs import site_record
from ideario.publishing.outputs.site_change import change
from ideario.resources import tool_resources

AT = datetime(2026, 2, 10, 12, tzinfo=UTC)
PAGE = "ideas/bike-lanes/index.html"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """This user's; without one nothing is kept."""
    monkeypatch.setattr(sealed, "_secret", [b"s" * sealed.LENGTH])


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was changed before a build was so long enough before it."""
    monkeypatch.setattr(manifest, "SETTLING", -(10**12))
    monkeypatch.setattr(site_record, "SETTLING", -(10**12))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of ideas that a fingerprint has read, by name."""
    names: list[str] = []

    def told(name: str, most: int) -> bytes | None:
        if "/content/ideas/" in name:
            names.append(name.rpartition("/")[2])
        return plain_bytes(name, most)

    monkeypatch.setattr(manifest, "plain_bytes", told)
    return names


def build(root: Path, output: Path) -> Built:
    return building.build(root, resources=tool_resources(), ledger=root / "content" / "ledger", output=output, now=AT)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("known")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "_secret", [b"s" * sealed.LENGTH])
        build(riverton(place / "town"), place / "built")
    return place


@pytest.fixture
def town(built_once: Path, tmp_path: Path, settled: None) -> tuple[Path, Path]:
    """Riverton and what was built of it, which a build has met where it is."""
    shutil.copytree(built_once, tmp_path / "all")
    root, output = tmp_path / "all" / "town", tmp_path / "all" / "built"
    assert build(root, output).unchanged
    return root, output


def idea(root: Path) -> Path:
    return next((root / "content" / "ideas").rglob("bike-lanes.yml"))


def rewritten(file: Path) -> None:
    """Other bytes of the same length, and the dates of the file as they were."""
    look = file.stat()
    file.write_bytes(file.read_bytes().replace(b"A path along", b"A lane along"))
    os.utime(file, ns=(look.st_atime_ns, look.st_mtime_ns))


def replaced(file: Path) -> None:
    """Another file in its place, of the same length and date."""
    other = file.with_name(".other")
    shutil.copyfile(file, other)
    rewritten(other)
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)


def linked(file: Path) -> None:
    """A link to a file with other bytes."""
    other = file.parents[3] / "other.yml"
    shutil.copyfile(file, other)
    file.unlink()
    file.symlink_to(other)


# ---- what there is to build


def test_files_that_look_the_same_are_not_read_again(town: tuple[Path, Path], read: list[str]) -> None:
    assert build(*town).unchanged
    assert read == []


@pytest.mark.parametrize("change", [rewritten, replaced])
def test_a_change_that_keeps_length_and_date_is_seen(
    town: tuple[Path, Path], read: list[str], change: Callable[[Path], None]
) -> None:
    root, output = town
    change(idea(root))
    built = build(root, output)
    assert (built.unchanged, b"A lane along" in (built.site / PAGE).read_bytes()) == (False, True)
    assert build(root, output).unchanged


def test_a_link_in_the_place_of_a_file_is_seen(town: tuple[Path, Path]) -> None:
    root, output = town
    linked(idea(root))
    assert not build(root, output).unchanged


def test_a_file_that_was_changed_just_now_is_read_again(
    built_once: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could be changed once more at what the disk calls the same moment."""
    shutil.copytree(built_once, tmp_path / "all")
    root, output = tmp_path / "all" / "town", tmp_path / "all" / "built"
    for _ in range(2):
        read.clear()
        assert build(root, output).unchanged
        assert "bike-lanes.yml" in read
    monkeypatch.setattr(manifest, "SETTLING", -(10**12))
    for again in (True, False):
        read.clear()
        assert build(root, output).unchanged
        assert ("bike-lanes.yml" in read) == again


def test_an_index_that_somebody_else_wrote_is_not_believed(town: tuple[Path, Path], read: list[str]) -> None:
    root, output = town
    index = output / "cache" / INDEX
    index.write_bytes(index.read_bytes().replace(b"bike", b"ship"))
    assert build(root, output).unchanged
    assert "bike-lanes.yml" in read


def test_after_a_build_that_could_keep_nothing_all_goes_on(
    town: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = town
    put(root, "ideas/fresh-idea", {**IDEA, "title": "Something else", "body": "A fresh text."})
    with monkeypatch.context() as patch:
        patch.setattr(sealed, "_secret", [])
        assert not build(root, output).unchanged
    assert build(root, output).unchanged
    put(root, "ideas/fresh-idea", {**IDEA, "title": "Something else", "body": "Another text."})
    assert b"Another text." in (build(root, output).site / "ideas/fresh-idea/index.html").read_bytes()


def test_a_link_in_the_place_of_a_folder_without_files_is_seen(town: tuple[Path, Path]) -> None:
    root, output = town
    folder = root / "content" / "ideas" / "more"
    folder.mkdir()
    assert not build(root, output).problems
    folder.rmdir()
    folder.symlink_to(root / "content" / "challenges")
    assert [problem.path for problem in build(root, output).problems] == ["content/ideas/more"]


@pytest.mark.parametrize("texts", [b"", b"x" * 100_000, None])
def test_texts_that_are_not_what_was_kept_are_none(town: tuple[Path, Path], texts: bytes | None) -> None:
    root, output = town
    if texts is None:
        (output / "cache" / TEXTS).unlink()
    else:
        (output / "cache" / TEXTS).write_bytes(texts)
    put(root, "ideas/bike-lanes", {**IDEA, "body": "Another text."})
    built = build(root, output)
    assert b"Another text." in (built.site / PAGE).read_bytes()
    assert build(root, output).unchanged


@pytest.mark.parametrize("way", ["link", "inherited", "templates"])
def test_what_the_configuration_leads_to_is_looked_at(town: tuple[Path, Path], way: str) -> None:
    root, output = town
    own, other, look = root / "mkdocs.yml", root / "other.yml", root / "look"
    if way == "templates":
        own.write_text("theme: {custom_dir: look}\n")
        look.mkdir()
        other = look / "main.html"
    elif way == "inherited":
        own.write_text("INHERIT: other.yml\nextra: {ideario: true}\n")
    else:
        own.symlink_to(other)
    form = "extra_css: [assets/WORD.css]\n"
    if way == "templates":
        form = '{% extends "base.html" %}{% block extrahead %}<meta name="WORD">{% endblock %}'
    if way != "templates":
        (root / "site" / "pages" / "assets").mkdir(parents=True)
        for name in ("one", "two"):
            (root / "site" / "pages" / "assets" / f"{name}.css").write_text("p { color: red }")
    other.write_text(form.replace("WORD", "one"))
    build(root, output)
    other.write_text(form.replace("WORD", "two"))
    page = (build(root, output).site / PAGE).read_bytes()
    assert (b'name="two"' if way == "templates" else b"assets/two.css") in page


# ---- the site that stands


def test_folders_that_look_the_same_are_not_read_again(
    town: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(name: str) -> None:
        raise AssertionError(f"{name} is read")

    known = left(town[1])
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", nobody)
        assert site_record.looks_as_left(town[1] / "site", known)


def seen_as_left(site: Path, known: site_record.LeftSite) -> bool:
    """Where a file is gone, nobody need say more."""
    try:
        return site_record.looks_as_left(site, known)
    except FileNotFoundError:
        return False


def left(output: Path) -> site_record.LeftSite:
    looks = site_record.looks_below(output / "site")
    return site_record.LeftSite(looks, site_record.folder_looks(output / "site", looks))


def added(site: Path) -> None:
    (site / "ideas" / "bike-lanes" / "more.html").write_text("more")


def added_folder(site: Path) -> None:
    (site / "ideas" / "no-idea" / "deep").mkdir(parents=True)
    (site / "ideas" / "no-idea" / "deep" / "index.html").write_text("more")


def taken_away(site: Path) -> None:
    shutil.rmtree(site / "ideas" / "bike-lanes")


def taken_file(site: Path) -> None:
    (site / PAGE).unlink()


def written_over(site: Path) -> None:
    (site / PAGE).write_text("more")


def led_elsewhere(site: Path) -> None:
    shutil.move(site / "ideas" / "bike-lanes", site.parent / "elsewhere")
    (site / "ideas" / "bike-lanes").symlink_to(site.parent / "elsewhere")


def all_led_elsewhere(site: Path) -> None:
    shutil.move(site / "ideas", site.parent / "elsewhere")
    (site / "ideas").symlink_to(site.parent / "elsewhere")


def made_a_file(site: Path) -> None:
    shutil.rmtree(site / "ideas" / "bike-lanes")
    (site / "ideas" / "bike-lanes").write_text("more")


@pytest.mark.parametrize(
    "touch", [added, added_folder, taken_away, taken_file, written_over, led_elsewhere, all_led_elsewhere, made_a_file]
)
def test_whatever_was_done_to_a_site_is_seen_and_mended(town: tuple[Path, Path], touch: Callable[[Path], None]) -> None:
    root, output = town
    before = site_record.looks_below(output / "site")
    known = left(output)
    touch(output / "site")
    assert seen_as_left(output / "site", left(output))
    assert not seen_as_left(output / "site", known)
    assert site_record.looks_below(output / "site") != before
    assert not build(root, output).unchanged
    assert site_record.looks_below(output / "site").keys() == before.keys()
    assert build(root, output).unchanged


def test_a_folder_that_was_changed_with_the_last_file_is_read_again(built_once: Path, tmp_path: Path) -> None:
    shutil.copytree(built_once / "built" / "site", tmp_path / "site")
    looks = site_record.looks_below(tmp_path / "site")
    folders = site_record.folder_looks(tmp_path / "site", looks)
    assert folders[""] == "", "just made"
    known = site_record.LeftSite(looks, folders)
    assert site_record.looks_as_left(tmp_path / "site", known)
    (tmp_path / "site" / "more.html").write_text("more")
    assert not site_record.looks_as_left(tmp_path / "site", known)


def test_what_others_put_into_a_site_while_a_build_runs_is_seen_by_the_next(
    town: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, output = town
    monkeypatch.setattr(site_record, "SETTLING", 0)
    made = read_basis

    def beside(*args: Any, **options: Any) -> Basis:
        (output / "site" / "tags" / "more.html").write_text("more")
        return made(*args, **options)

    put(root, "ideas/bike-lanes", {**IDEA, "title": "Other lanes"})
    with monkeypatch.context() as patch:
        patch.setattr("ideario.actions.build.read_basis", beside)
        build(root, output)
    assert not build(root, output).unchanged
    assert not (output / "site" / "tags" / "more.html").exists()


def test_what_others_put_into_a_site_while_a_text_is_amended_is_seen_by_the_next(
    town: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder above those that are written into, which nothing else changes."""
    root, output = town
    put(root, "ideas/bike-lanes", {**IDEA, "body": "One text."})
    build(root, output)
    monkeypatch.setattr(site_record, "SETTLING", 0)
    put(root, "ideas/bike-lanes", {**IDEA, "body": "Another text."})
    amended = []

    def beside(*args: Any) -> None:
        (output / "site" / "ideas" / "more.html").write_text("more")
        amended.append(args)
        change(*args)

    with monkeypatch.context() as patch:
        patch.setattr("ideario.actions.amending.amend.change", beside)
        assert not build(root, output).unchanged
    assert amended, "the short way"
    assert (output / "site" / "ideas" / "more.html").exists()
    assert not build(root, output).unchanged
    assert not (output / "site" / "ideas" / "more.html").exists()


def test_what_is_installed_beside_the_program_is_part_of_what_a_site_depends_on(town, tmp_path, monkeypatch) -> None:
    root, output = town
    shells = {shell.name for shell in (output / "cache" / "shells").iterdir()}
    (tmp_path / "packages" / "mkdocs_plugin_of_theirs-2.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    assert not build(root, output).unchanged
    assert {shell.name for shell in (output / "cache" / "shells").iterdir()} - shells
    assert build(root, output).unchanged
