"""A community's own mkdocs.yml, logo, colours and pages: laid over the generic ones, and nobody else's file adopted."""

import re
import struct
import zlib
from pathlib import Path

import pytest
from communities import COMMUNITY, put, riverton

pytestmark = pytest.mark.slow

PAGES = ("index.html", "ideas/index.html", "ideas/bike-lanes/index.html", "it/about/index.html")


def picture() -> bytes:
    """The smallest PNG there is: one red point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, row = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def text(root: Path, path: str) -> str:
    return (root / "build" / "site" / path).read_text("utf-8")


def own_page(root: Path, path: str, words: str, more: str = "") -> None:
    file = root / "site" / "pages" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# {words}\n\n{more}\n", "utf-8")


@pytest.mark.parametrize("inherits", ["", "extra: {ideario: true}\n"])
def test_a_few_lines_give_the_site_its_colour_and_logo(ideario, tmp_path, inherits) -> None:
    root = riverton(tmp_path)
    (root / "mkdocs.yml").write_text(
        f"{inherits}theme:\n  logo: assets/logo.png\n  palette: {{primary: teal, accent: teal}}\n"
        "markdown_extensions: [abbr]\n"
    )
    logo = root / "site" / "pages" / "assets" / "logo.png"
    logo.parent.mkdir(parents=True)
    logo.write_bytes(picture())
    done = ideario("--root", root, "build")
    assert done.exit_code == 0, done.stderr
    assert "left alone" not in done.stdout
    for path in PAGES:
        html = text(root, path)
        up = "../" * path.count("/")
        assert 'data-md-color-primary="teal"' in html, path
        assert f'<img src="{up}assets/logo.png" alt="">' in html.replace('src="assets/', f'src="{up}assets/'), path
    assert (root / "build" / "site" / "assets" / "logo.png").read_bytes() == picture()
    (root / "content" / "pictures").mkdir()
    (root / "content" / "pictures" / "logo.png").write_bytes(picture())
    put(root, "community", {**COMMUNITY, "logo": {"file": "content/pictures/logo.png", "alt": "A bridge"}})
    assert ideario("--root", root, "build").exit_code == 0
    assert re.findall(r"<img[^>]*>", text(root, PAGES[0])) == re.findall(
        r'<img src="[./]*pictures/[^"]*" alt="A bridge"[^>]*>', text(root, PAGES[0])
    ), "the logo of community.yml, which has words, takes the place of the other one"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("theme: {name: readthedocs}\n", "the pages are made for material, and not for readthedocs"),
        ("theme: {logo: ../logo.png}\n", "put the picture into site/pages/assets/"),
        ("theme: {logo: 'https://elsewhere.example/x.png'}\n", "put the picture into site/pages/assets/"),
        ("extra: {ideario: true}\nplugins: [no-such-plugin]\n", 'The "no-such-plugin" plugin is not installed'),
        ("extra: {ideario: true}\nnav: [{Lost: lost.md}]\n", "lost.md"),
        ("theme: [1\n", "MkDocs encountered an error parsing the configuration file"),
        ("- a list\n", "mkdocs.yml"),
    ],
)
def test_what_mkdocs_refuses_is_told_in_its_own_words(ideario, tmp_path, lines, said) -> None:
    root = riverton(tmp_path)
    (root / "mkdocs.yml").write_text(lines)
    done = ideario("--root", root, "build")
    assert done.exit_code == 2, done.stdout
    assert said in done.stderr
    assert not (root / "build" / "site").exists()


def test_a_logo_that_would_slow_every_page_down_is_refused(ideario, tmp_path) -> None:
    root = riverton(tmp_path)
    (root / "mkdocs.yml").write_text("theme: {logo: assets/logo.png}\n")
    logo = root / "site" / "pages" / "assets" / "logo.png"
    logo.parent.mkdir(parents=True)
    logo.write_bytes(picture() + b"\0" * 100_000)
    done = ideario("--root", root, "build")
    assert done.exit_code == 2
    assert "assets/logo.png has 100," in done.stderr
    assert not (root / "build" / "site").exists()


def test_the_file_of_another_site_is_left_alone_and_that_is_said(ideario, tmp_path) -> None:
    root = riverton(tmp_path)
    (root / "mkdocs.yml").write_text(
        "site_name: The documentation of a library\nnav: [{Home: nowhere.md}]\nplugins: [no-such-plugin]\n"
        "markdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:no.such.module\n"
    )
    done = ideario("--root", root, "build")
    assert done.exit_code == 0, done.stderr
    assert "mkdocs.yml was left alone: it describes another site (nav, plugins, site_name)" in done.stdout
    assert "The documentation of a library" not in text(root, "index.html")


@pytest.mark.parametrize("languages", [["en", "it"], ["it", "en"], ["it"], ["en"], ["en", "it", "en-GB"]])
def test_own_pages_reach_their_readers_whatever_the_languages_and_their_order(ideario, tmp_path, languages) -> None:
    root = riverton(tmp_path, languages=languages)
    for name in ("bike-lanes", "night-trams"):
        file = root / "content" / "ideas" / f"{name}.yml"
        file.write_text(file.read_text().replace("language: en", f"language: {languages[0]}"))
    challenge = root / "content" / "challenges" / "quieter-streets.yml"
    challenge.write_text(challenge.read_text().replace("language: en", f"language: {languages[0]}"))
    own_page(root, "about/index.md", "Who we are", "![](../assets/us.png) [Our statute](../statute.txt)")
    own_page(root, "it/about/index.md", "Chi siamo")
    (root / "site" / "pages" / "assets").mkdir()
    (root / "site" / "pages" / "assets" / "us.png").write_bytes(picture())
    (root / "site" / "pages" / "statute.txt").write_text("All are equal.\n")
    done = ideario("--root", root, "build")
    assert done.exit_code == 0, done.stderr
    wanted = {"en": "Who we are", "it": "Chi siamo"}
    for place, language in enumerate(languages):
        html = text(root, "about/index.html" if place == 0 else f"{language}/about/index.html")
        said = {words for words in wanted.values() if words in html}
        assert said == ({wanted[language]} if language in wanted else set()), language
        if language == "en":
            page = root / "build" / "site" / ("about" if place == 0 else "en/about")
            (shown,), (linked,) = (
                re.findall(r'src="([^"]+us\.png)"', html),
                re.findall(r'href="([^"]+statute\.txt)"', html),
            )
            assert (page / shown).resolve().read_bytes() == picture()
            assert (page / linked).resolve().is_file()
    if languages == ["en"]:
        assert not (root / "build" / "site" / "it").exists(), "pages for readers whom nobody serves are not published"
