"""The page of previews: one file at one commit from one host, shown as its page will be, and nothing else."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from built_sites import built
from checkout import CHECKOUT
from communities import IDEA, put, riverton
from hostile import HOSTILE, Tree, assert_harmless
from ideario.forge.addresses import preview_url
from ideario.intake.rules import FILE_RULES
from ideario.publishing.views.preview_view import READING
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from raw_host import ENDLESS, RawHost, raw_host

pytestmark = pytest.mark.slow

BELOW = "/ideas/"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PATH = "content/ideas/river-path.yml"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
WHOLE: Mapping[str, Any] = {
    **IDEA,
    "title": "A path by the <river>",
    "challenge": "quieter-streets",
    "authors": ["octocat", "hubot"],
    "tags": ["mobility", "nature"],
    "needs": ["graphic design", "<b>law</b>"],
    "cost": "1200.50 EUR",
    "links": [{"title": "A study & more", "url": "https://a.example/study?a=1&b=2"}],
    "body": "# What\n\nA **path**[^1], see https://b.example and ![a map](https://c.example/m.png).\n\n"
    "| a | b |\n|--|:-:|\n| 1 | 2 |\n\n- [x] done\n\n[^1]: By the river.\n",
}
LEFT_THE_PAGE = re.compile(r"Refused to|Connecting to|Loading the|Loading a|Framing|Sending form|Uncaught")
"""What a browser says of a page that asks for what its policy does not allow. That a handler was blocked in what the
sanitiser reads is said, too, and harms nobody.
"""
WORDS: Mapping[str, Mapping[str, str]] = {
    language: yaml.safe_load((CHECKOUT / "site" / "shell" / "words" / f"{language}.yml").read_text("utf-8"))[language]
    for language in ("en", "it")
}
PARTS = {
    "h1": "outerHTML",
    ".lead": "outerHTML",
    ".crumb": "innerHTML",
    ".prose": "innerHTML",
    ".tags": "innerHTML",
    ".words": "innerHTML",
    "[rel='ugc nofollow noopener'][href^='https://a.']": "outerHTML",
    ".meta": "textContent",
}
"""What the preview shows of an idea, and what of it has to be as on the idea's page."""


@pytest.fixture(scope="module")
def raw() -> Iterator[RawHost]:
    with raw_host() as host:
        yield host


@pytest.fixture(scope="module")
def site(raw: RawHost, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site of two languages that knows the host, and has the idea of the previews as an accepted one, too."""
    root = riverton(
        tmp_path_factory.mktemp("community"),
        tags={"mobility": {"en": "Mobility", "it": "Mobilità"}, "nature": "Nature"},
    )
    put(root, "ideas/river-path", dict(WHOLE))
    return built(root, raw_files=raw.url)


def file_of(values: Mapping[str, Any], tmp_path: Path) -> bytes:
    return put(tmp_path, "ideas/river-path", dict(values)).read_bytes()


@pytest.fixture
def shown(
    site: Path, raw: RawHost, browser: Browser, serve_folder: Callable[..., str]
) -> Iterator[Callable[..., Page]]:
    """Opens the preview of a file's bytes, or of an answer; at the end, nobody but the two hosts was asked."""
    here = serve_folder(site, below=BELOW)
    context = browser.new_context()
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("dialog", lambda dialog: said.append(dialog.message))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("console", lambda message: said.append(message.text) if LEFT_THE_PAGE.search(message.text) else None)

    def show(file: bytes | int | None, *, language: str = "en", query: str | None = None, **options: Any) -> Page:
        if file is not None:
            raw.files[f"/octocat/ideas/{COMMIT}/{PATH}"] = file
        home = here if language == "en" else f"{here}{language}/"
        address = preview_url(home, pull=7, commit=COMMIT, path=PATH, repository="octocat/ideas")
        page = context.new_page()
        if options:
            page.set_viewport_size({"width": options.get("width", 1280), "height": 740})
            page.emulate_media(color_scheme=options.get("scheme", "light"))
        page.goto(f"{home}preview/{query}" if query is not None else address)
        expect(page.locator("#preview-state")).not_to_have_text(WORDS[language]["preview.loading"])
        return page

    yield show
    assert {url for url in asked if not url.startswith((here, raw.url))} == set()
    assert said == []
    context.close()


def state(page: Page) -> str:
    return (page.locator("#preview-state").text_content() or "").strip()


def encoded(kind: str, **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(made, kind, **options)
    return made.getvalue()


def test_its_picture_is_shown_whatever_its_name_if_it_is_one_that_the_site_could_show(
    shown: Callable[..., Page], raw: RawHost, tmp_path: Path
) -> None:
    file = "content/pictures/river.png"
    idea = file_of({**WHOLE, "picture": {"file": file, "alt": "A <b>river</b>", "credit": "<i>Ada</i>"}}, tmp_path)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
    shows: list[tuple[bytes | int, bool]] = [(encoded(kind), True) for kind in ("JPEG", "WEBP")]
    others: tuple[bytes | int, ...] = (svg, encoded("GIF"), encoded("PNG")[:20], 404, encoded("PNG") + b" " * 300_000)
    for answer, there in [*shows, *((answer, False) for answer in others)]:
        raw.files[f"/octocat/ideas/{COMMIT}/{file}"] = answer
        page = shown(idea)
        expect(page.locator("#preview-state")).to_have_text(WORDS["en"]["preview.shown"])
        page.wait_for_load_state("networkidle")
        assert page.locator("figure.picture").is_visible() == there, answer
        if there:
            image = page.locator("figure.picture img")
            assert image.get_attribute("alt") == "A <b>river</b>"
            assert image.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [60, 40]
            assert page.locator("figcaption").inner_text() == "<i>Ada</i>"
        page.close()


@pytest.mark.parametrize("language", ["en", "it"])
def test_a_proposed_idea_looks_as_its_page_will(shown, browser, tmp_path, language: str) -> None:
    page = shown(file_of(WHOLE, tmp_path), language=language)
    assert state(page) == WORDS[language]["preview.shown"]
    assert page.title().startswith("A path by the <river> · ")
    parts = {part: page.locator(f".record {part}").first.evaluate(f"it => it.{what}") for part, what in PARTS.items()}
    page.goto(page.url.partition("preview/")[0] + "ideas/river-path/")
    for part, what in PARTS.items():
        accepted = page.locator(f".record {part}").first.evaluate(f"it => it.{what}")
        assert plain(parts[part]) == plain(accepted), part


def plain(html: str) -> str:
    """Without what only the script needs, without the status, with spaces alike, and at one depth."""
    html = re.sub(r' (data-[a-z]+="[a-z-]+"|class="[a-z]+")', "", html.replace('"../../', '"../'))
    return re.sub("^(Open|Aperta)", "", re.sub(r"\s+", " ", html).strip()).strip()


def test_a_preview_says_that_it_is_none_and_leads_to_the_pull_request(shown, tmp_path) -> None:
    page = shown(file_of(WHOLE, tmp_path))
    text = page.locator("#preview").inner_text()
    assert WORDS["en"]["preview.unpublished"] in text
    assert "octocat/ideas" in text
    assert COMMIT[:10] in text
    assert (
        page.get_by_role("link", name="Pull request 7").get_attribute("href")
        == "https://github.com/riverton/ideas/pull/7"
    )
    other = page.locator(".languages a").evaluate("it => it.href")
    assert other == page.url.replace("/preview/", "/it/preview/")


def test_the_host_is_told_nothing_of_the_reader(shown, raw: RawHost, tmp_path) -> None:
    shown(file_of(WHOLE, tmp_path))
    path, headers = raw.asked[-1]
    assert path == f"/octocat/ideas/{COMMIT}/{PATH}"
    assert {"Cookie", "Authorization", "Referer"} & set(headers) == set()


def test_no_hostile_file_becomes_alive(shown, tmp_path) -> None:
    hostile = [text for text in HOSTILE if "\0" not in text and "\u2028" not in text]
    for number in range(0, len(hostile), 11):
        texts = hostile[number : number + 11]
        body = "\n\n".join([*texts, "".join(texts)])
        title = f"{texts[0]} <img src=x onerror=alert(1)> {{name}} %%main%%"[:120]
        whole = {**WHOLE, "title": title, "summary": title, "needs": [title[:60]], "body": body}
        page = shown(file_of(whole, tmp_path))
        assert state(page) == WORDS["en"]["preview.shown"]
        assert page.locator("h1").text_content() == title
        assert_harmless(page.locator(".prose").inner_html())
        assert page.locator("#preview :is(script, img, iframe, form, style)").count() == 0
        page.close()


ADDRESSES: tuple[tuple[Mapping[str, str | None], str], ...] = (
    ({"pull": "0"}, "pull"),
    ({"pull": None}, "pull"),
    ({"commit": None}, "commit"),
    ({"commit": "main"}, "commit"),
    ({"commit": COMMIT[:12]}, "commit"),
    ({"commit": f"{COMMIT}/.."}, "commit"),
    ({"path": None}, "path"),
    ({"path": "content/community.yml"}, "path"),
    ({"path": "content/ideas/../community.yml"}, "path"),
    ({"path": "content/ideas/A.yml"}, "path"),
    ({"path": "content/ideas/x.yml?y"}, "path"),
    ({"path": "/content/ideas/x.yml"}, "path"),
    ({"path": "content/ideas/%2e%2e/x.yml"}, "path"),
    ({"repo": "octocat"}, "repo"),
    ({"repo": "octocat/.."}, "repo"),
    ({"repo": "https://evil.example/x"}, "repo"),
    ({"repo": "//evil.example/x"}, "repo"),
    ({"repo": "octocat/ideas@evil.example"}, "repo"),
    ({"files": "https://evil.example/"}, "other"),
    ({"host": "evil.example"}, "other"),
    ({"__proto__": "x"}, "other"),
)


def test_an_address_that_asks_for_anything_else_is_refused_with_its_reason(shown, raw: RawHost) -> None:
    before = len(raw.asked)
    for asked, reason in ADDRESSES:
        whole = {"pull": "7", "commit": COMMIT, "path": PATH, "repo": "octocat/ideas", **asked}
        page = shown(None, query=f"?{urlencode({key: value for key, value in whole.items() if value is not None})}")
        assert state(page) == WORDS["en"][f"preview.refused.{reason}"], asked
        page.close()
    assert len(raw.asked) == before


def test_the_same_question_twice_is_refused(shown) -> None:
    page = shown(None, query=f"?pull=7&commit={COMMIT}&path={PATH}&repo=a/b&repo=c/d")
    assert state(page) == WORDS["en"]["preview.refused.other"]


def test_without_a_repository_the_communitys_own_is_asked(shown, raw: RawHost, tmp_path) -> None:
    raw.files[f"/riverton/ideas/{COMMIT}/{PATH}"] = file_of(WHOLE, tmp_path)
    page = shown(None, query=f"?pull=7&commit={COMMIT}&path={PATH}")
    assert state(page) == WORDS["en"]["preview.shown"]


def test_a_file_that_is_not_there_for_everybody_is_told_so(shown) -> None:
    for answer, reason in ((404, "missing"), (403, "missing"), (302, "unreachable"), (500, "unreachable")):
        assert state(shown(answer)) == WORDS["en"][f"preview.refused.{reason}"], answer


UNREADABLE: tuple[tuple[bytes, str, int], ...] = (
    (b"title: x\n" * 8_000, "too-large", 0),
    (ENDLESS, "too-large", 0),
    ("title: è\n".encode("latin-1"), "not-utf-8", 0),
    (b"\xff\xfet\0", "not-utf-8", 0),
    (b"title: a\0b\n", "control-character", 1),
    ("title: a\nsummary: a\u202eb\n".encode(), "control-character", 2),
    (b'title: "a\\u202eb"\n', "control-character", 1),
    (b"title: a\n<<<<<<< HEAD\n", "merge-conflict", 2),
    (b"title: a\n\nbody: : x\n", "not-yaml", 3),
    (b"title: &a x\nsummary: *a\n", "no-anchors", 1),
    (b"title: a\nsummary: !x y\n", "no-tags", 2),
    (b"title: a\nlanguage: en\ntitle: b\n", "duplicate-key", 3),
    (b"title: a\n---\ntitle: b\n", "several-documents", 0),
    (b"title: " + b"[" * 21 + b"]" * 21 + b"\n", "too-deep", 1),
    (b"title: a\nlinks:\n  - title: x\n\t    \n    url: y\n\tz: 1\n", "not-yaml", 6),
    (b"# nothing\n", "empty-file", 0),
)


def test_a_file_that_cannot_be_read_is_told_with_its_line(shown) -> None:
    for file, rule, line in UNREADABLE:
        page = shown(file)
        told = WORDS["en"][f"preview.rule.{rule}"].replace("{name}", "title")
        assert state(page) == (f"Line {line}: {told}" if line else told), rule
        page.close()


def test_of_a_file_without_end_no_more_is_read_than_is_allowed(shown, raw: RawHost) -> None:
    raw.sent = 0
    shown(ENDLESS)
    assert raw.sent < 20_000_000


def test_what_does_not_fit_the_schema_is_listed_with_line_and_key(shown, tmp_path) -> None:
    wrong = {**WHOLE, "title": "x", "tags": ["A b"], "consent": None, "titel": "<b>x</b>", "cost": "a lot"}
    page = shown(file_of(wrong, tmp_path))
    assert page.locator("[data-part=mistakes]").is_visible()
    assert page.locator("[data-part=mistakes] li").all_text_contents() == [
        "consent is missing",
        "Line 2, title: it has fewer than 3 characters",
        "Line 19, tags 1: it is not written as it has to be",
        "Line 21, cost: it is not written as it has to be",
        "Line 23, titel is nothing that an idea has",
    ]
    assert not page.locator(".prose").is_visible()
    assert page.locator("h1").text_content() == WORDS["en"]["preview"]


def test_every_reason_that_strict_reading_has_is_a_file_rule_and_has_a_sentence() -> None:
    source = (CHECKOUT / "site" / "shell" / "assets" / "preview" / "strict_yaml.js").read_text("utf-8")
    assert set(re.findall(r'new Unreadable\(\s*"([a-z0-9-]+)"', source)) == set(READING)
    assert set(READING) <= set(FILE_RULES)


def test_the_page_of_previews_alone_may_ask_the_host_and_is_kept_out_of_search(site: Path, raw: RawHost) -> None:
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    ours = {"preview/index.html", "it/preview/index.html"}
    assert {name for name, html in pages.items() if raw.url in html} == ours
    unlisted = {name for name, html in pages.items() if '<meta name="robots" content="noindex">' in html}
    assert {name for name in unlisted if not name.endswith("embed/index.html")} - {"404.html"} == ours
    assert {name for name, html in pages.items() if "preview/preview.js" in html} == ours
    for name in ours:
        policy = next(
            value
            for tag, attributes in Tree(pages[name], strict=False).elements
            if tag == "meta" and (value := attributes.get("content") or "").startswith("default-src")
        )
        assert f"; connect-src 'self' {raw.url}; " in policy
        assert "script-src 'self';" in policy
    assert "preview/" not in (site / "sitemap.xml").read_text("utf-8")


def test_a_host_that_content_names_is_never_asked_and_one_that_the_build_names_is(ideario, tmp_path: Path) -> None:
    site = built(riverton(tmp_path, host="git.evil.example"))
    html = (site / "preview" / "index.html").read_text("utf-8")
    assert "connect-src 'self'; " in html
    assert 'data-files=""' in html
    assert ideario("--root", tmp_path, "build", "--raw-files", "https://raw.a.example/files").exit_code == 0
    again = (site / "preview" / "index.html").read_text("utf-8")
    assert "connect-src 'self' https://raw.a.example/files/; " in again
    assert 'data-files="https://raw.a.example/files/"' in again


@pytest.mark.parametrize(
    "address",
    ["http://a.example/", "https://u:p@a.example/", "https://a.example/?x", "https://a.example/;x", "a.example", "*"],
)
def test_an_address_that_no_files_can_stand_below_is_refused(ideario, tmp_path: Path, address: str) -> None:
    assert ideario("--root", riverton(tmp_path), "build", "--raw-files", address).exit_code == 2


def test_without_script_the_page_says_what_it_is_for(
    site: Path, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve_folder(site, below=BELOW)}it/preview/?pull=7")
    for key in ("preview.unpublished", "preview.how", "preview.script", "preview.pulls"):
        assert page.get_by_text(WORDS["it"][key]).is_visible()
    context.close()


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 320, "dark"), ("it", 320, "light"), ("en", 1280, "light")]
)
def test_every_state_of_the_page_fits_the_screen_and_keeps_nobody_out(
    shown, tmp_path, language: str, width: int, scheme: str
) -> None:
    whole, wrong = file_of(WHOLE, tmp_path), b"title: x\nlanguage: xyzzy\n" + b"k" * 200 + b": 1\n"
    for file, query in ((whole, None), (wrong, None), (404, None), (None, "")):
        page = shown(file, query=query, language=language, width=width, scheme=scheme)
        page.evaluate(AXE)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (file, query)
        page.close()
