"""A community in which everybody is up to something: what they write is text on the site, and nothing is live."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA
from hostile import HOSTILE, Tree
from icalendar import Calendar
from ideario.model.votes import RANKINGS, SETTLED
from playwright.sync_api import Browser, Dialog

pytestmark = pytest.mark.slow

SITE = "https://riverton.github.io/ideas/"
EVIL = "https://evil.example/'onmouseover=alert(1)//"
MORE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "＝1+1",
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:b",
    "a\nEND:VCALENDAR\nBEGIN:VCALENDAR",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "--><script>alert(1)</script>",
    "]]></summary><entry>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "%%csp%%%%title%%%%site_name%%%%languages%%",
    "{% include '/etc/passwd' %}{{ t.__globals__ }}{# #}",
    "<img src=https://evil.example/pixel.png>",
    "<div style='position:fixed;inset:0'>over everything</div>",
)
TEXTS = tuple(text for text in (*HOSTILE, *MORE) if not set(text) & set("\0\r\u2028"))
EVERYTHING = " ".join(TEXTS)


def titled(text: str) -> str:
    """The text as a title: long enough and not too long."""
    return (text if len(text) > 2 else f"{text} {text} {text}")[:120]


def write(root: Path, path: str, content: Mapping[str, Any]) -> None:
    file = root / "content" / f"{path}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    kinds = {"people": "person", "ideas": "idea", "challenges": "challenge", "decisions": "decision"}
    kind = kinds.get(path.partition("/")[0], path)
    line = f"# yaml-language-server: $schema={SITE}schemas/{kind}.schema.json\n"
    file.write_text(line + json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def community(root: Path, texts: tuple[str, ...]) -> Path:
    """A community in which every field that takes a text carries one of `texts`, and every idea another one."""
    whole = " ".join(texts)
    links = [{"title": titled(text), "url": EVIL} for text in texts[:20]]
    write(
        root,
        "community",
        {
            **COMMUNITY,
            "name": whole[:80],
            "tagline": {"en": whole[:500], "it": whole[-500:]},
            "tags": {"mobility": whole[:500], "other": {"en": texts[-1], "it": texts[-2]}},
            "statuses": {
                "open": {"label": texts[0], "kind": "open", "colour": "#000000"},
                "done": {"label": {"en": texts[2], "it": texts[3]}, "kind": "done", "colour": "#ffffff"},
                "twice": {"label": texts[4], "kind": "duplicate", "colour": "#777777"},
            },
            "contact": EVIL,
            "code_of_conduct": EVIL,
        },
    )
    for number, text in enumerate(texts):
        write(
            root,
            f"challenges/challenge-{number}",
            {
                **CHALLENGE,
                "title": titled(text),
                "question": titled(text),
                "background": f"{text}\n\n{whole}",
                "decided_by": titled(text),
                "criteria": [{"id": "effect", "title": titled(text), "weight": 1}],
                "reward": {"kind": "recognition", "description": titled(text)},
                "contact": EVIL,
                "links": links,
                "tags": ["mobility"],
            },
        )
        write(
            root,
            f"ideas/idea-{number}",
            {
                **IDEA,
                "title": titled(text),
                "summary": titled(text),
                "body": f"{text}\n\n{whole}\n\n{text}",
                "challenge": f"challenge-{number}",
                "tags": ["mobility", "other"],
                "needs": [titled(text)[:60]],
                "links": links,
            },
        )
    write(
        root,
        "ideas/imported",
        {"title": texts[0], "language": "it", "source": whole[:300], "source_id": whole[:120], "tags": ["other"]},
    )
    write(
        root,
        "people/octocat",
        {"name": whole[:80], "about": whole, "skills": [titled(text)[:60] for text in texts[:30]], "links": links},
    )
    write(
        root,
        "decisions/idea-0",
        {
            "history": [{"date": "2026-01-20", "status": "done", "reason": whole[:4000]}],
            "award": {"title": whole[:120], "reason": whole[:500]},
            "shipped": EVIL,
            "former": ["idea-before"],
        },
    )
    write(
        root,
        "decisions/idea-1",
        {"history": [{"date": "2026-01-20", "status": "twice", "reason": texts[1]}], "duplicate_of": "idea-0"},
    )
    return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """The built site of the hostile community, and of one alike in which all is harmless."""

    hostile: Path
    harmless: Path


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    folder = tmp_path_factory.mktemp("hostile")
    built = {}
    for name, texts in (("hostile", TEXTS), ("harmless", tuple(f"Text {number}" for number in range(len(TEXTS))))):
        root = community(folder / name, texts)
        done = subprocess.run(
            [sys.executable, "-m", "ideario", "--root", str(root), "build"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        built[name] = root / "build" / "site"
    return Sites(**built)


def raw(site: Path, path: str) -> str:
    return (site / path).read_text("utf-8")


def pages(site: Path) -> Iterator[tuple[str, Tree]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), Tree(path.read_text("utf-8"), strict=False)


HASH = re.compile(r"(?<=^finding/).*-[0-9a-f]{8}(?=\.json$)")
"""What names a part of the index of words: how many parts there are depends on the words."""


def test_the_hostile_site_has_the_pages_of_the_harmless_one(sites: Sites) -> None:
    hostile, harmless = (
        {HASH.sub("-", path.relative_to(site).as_posix()) for path in site.rglob("*")}
        for site in (sites.hostile, sites.harmless)
    )
    assert hostile == harmless
    assert len(hostile) > 2 * 2 * len(TEXTS)


def test_every_record_was_taken_and_keeps_its_text(sites: Sites) -> None:
    ideas = {idea["slug"]: idea for idea in json.loads((sites.hostile / "api/v1/ideas.json").read_bytes())["ideas"]}
    for number, text in enumerate(TEXTS):
        idea = ideas[f"idea-{number}"]
        assert idea["title"] == titled(text)
        assert idea["body"].startswith(text)
        tree = Tree((sites.hostile / f"ideas/idea-{number}/index.html").read_text("utf-8"), strict=False)
        assert " ".join(titled(text).split()) in " ".join(tree.text.split())


PROSE = set(
    "a abbr b blockquote br code dd del details div dl dt em h2 h3 h4 h5 h6 hr i ins kbd li ol p pre q s samp section "
    "small strike strong sub summary sup table tbody td tfoot th thead tr tt ul var".split(),
)
WITH_FORMS = {
    f"{tree}{page}/index.html": f"assets/{page}/{page}.js" for tree in ("", "it/") for page in ("propose", "preview")
} | {f"{tree}ideas/index.html": "assets/finding/explore.js" for tree in ("", "it/")}
"""The pages that hold a form or run a script of their own, and that script."""
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "srcset", "background", "cite", "xlink:href"}


def test_no_page_of_the_site_holds_anything_alive(sites: Sites) -> None:
    ours = {path: {tag for tag, _ in tree.elements} for path, tree in pages(sites.harmless)}
    usual = set().union(*(tags for path, tags in ours.items() if path not in WITH_FORMS))
    assert not usual & {"iframe", "object", "embed", "base", "style", "math", "textarea", "img"}
    drawn = {path for path, tags in ours.items() if "svg" in tags}  # the charts
    assert 0 < len(drawn) < 20
    usual -= set().union(*(ours[path] for path in drawn)) - set().union(*(ours[path] for path in ours.keys() - drawn))
    seen = 0
    for path, tree in pages(sites.hostile):
        scripts = ["assets/ideario.js", *([WITH_FORMS[path]] if path in WITH_FORMS else [])]
        asked = [tag for tag, _ in tree.elements if tag in {"form", "input", "button", "select"}]
        header = [] if path.endswith("embed/index.html") else ["button", "form", "input"]
        assert path in WITH_FORMS or asked == header, path
        for tag, attributes in tree.elements:
            seen += 1
            assert tag in (ours[path] if path in {*WITH_FORMS, *drawn} else usual) | PROSE, (path, tag)
            for name, value in attributes.items():
                assert not name.startswith("on"), (path, tag, name)
                if (tag, name) == ("form", "action"):
                    assert re.fullmatch(r"(\.\./)*(ideas/)?|\./|/ideas/ideas/", value or "-"), path
                    continue
                assert name not in {"style", "srcdoc", "formaction", "action", "ping"}, (path, tag, name)
                if name in ADDRESSES:
                    address = urlsplit((value or "").strip())
                    assert address.scheme in {"", "http", "https", "mailto"}, (path, value)
                    if tag != "a" and address.netloc:
                        assert (value or "").startswith(SITE), (path, tag, value)
                    if not address.scheme:
                        assert not address.netloc, (path, value)
            data = {"application/ld+json", *(["application/json"] if path in WITH_FORMS else [])}
            if tag == "script" and attributes.get("type") not in data:
                assert (attributes.get("src") or "").endswith(tuple(scripts)), (path, attributes)
            if tag == "a" and "evil.example" in urlsplit((attributes.get("href") or "").strip()).netloc:
                assert "noopener" in (attributes.get("rel") or ""), (path, attributes)
        for text in re.findall(
            r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script', raw(sites.hostile, path), re.DOTALL
        ):
            assert "<" not in text, path
            assert json.loads(text), path
        assert not [text for text in tree.others if text.lower() != "doctype html"], path
    assert seen > 10_000


def frame(tree: Tree) -> list[tuple[str, dict[str, str | None]]]:
    """What decides about a page: policies, scripts, styles, refreshes, landmarks, and the controls there are.

    The tags that one can choose for a proposal are left out, since they stand in the order of their names, and so is
    what a feed is called, by a title.
    """
    return [
        (tag, {name: value for name, value in attributes.items() if (tag, name) != ("link", "title")})
        for tag, attributes in tree.elements
        if attributes.get("name") != "tags"
        and (
            tag
            in {
                "html",
                "head",
                "body",
                "main",
                "header",
                "footer",
                "script",
                "link",
                "base",
                "title",
                "h1",
                "input",
                "button",
                "label",
            }
            or (tag == "meta" and attributes.get("name") != "description" and "property" not in attributes)
        )
    ]


def test_the_frame_of_every_page_is_that_of_the_harmless_one(sites: Sites) -> None:
    harmless = dict(pages(sites.harmless))
    for path, tree in pages(sites.hostile):
        assert frame(tree) == frame(harmless[path]), path
        policies = [a["content"] for tag, a in tree.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1, path
        assert "unsafe" not in str(policies[0])


CONTENT = "{http://www.w3.org/2005/Atom}content"


def test_feeds_hold_the_entries_there_are_and_no_others(sites: Sites) -> None:
    found = sorted(sites.hostile.rglob("feed.xml"))
    kinds = ("challenges", "ideas", "people", "tags")
    pages = {
        page.parent: page.read_text("utf-8") for kind in kinds for page in (sites.hostile / kind).glob("*/index.html")
    }
    records = [
        folder
        for folder, html in pages.items()
        if 'http-equiv="refresh"' not in html and (folder.parent.name != "ideas" or 'class="history"' in html)
    ]
    assert len(TEXTS) < len(records) < len(pages)
    assert len(found) == len(records) + 1 + len(RANKINGS) + len(SETTLED)
    for path in found:
        root = ET.fromstring(path.read_bytes())
        harmless = ET.fromstring((sites.harmless / path.relative_to(sites.hostile)).read_bytes())
        # Prose of which nothing is left, such as an element that never ends, makes no content.
        tags, usual = ([element.tag for element in tree.iter() if element.tag != CONTENT] for tree in (root, harmless))
        assert tags == usual, path
        for content in root.iter(CONTENT):
            for tag, attributes in Tree(content.text or "").elements:
                assert tag in PROSE
                assert not [name for name in attributes if name.startswith("on")]


def test_calendars_hold_two_events_for_each_challenge(sites: Sites) -> None:
    found = sorted(sites.hostile.rglob("*.ics"))
    assert len(found) == len(TEXTS) + 1
    for path in found:
        parts = [part.name for part in Calendar.from_ical(path.read_bytes()).walk()]
        events = 2 * (len(TEXTS) if path.parent == sites.hostile else 1)
        assert parts == ["VCALENDAR"] + ["VEVENT"] * events, path


def test_tables_hold_a_row_for_each_record_and_no_formula(sites: Sites) -> None:
    for name, count in (("ideas", len(TEXTS) + 1), ("challenges", len(TEXTS))):
        content = (sites.hostile / f"api/v1/{name}.csv").read_bytes().decode("utf-8-sig")
        first, *rows = csv.reader(io.StringIO(content, newline=""))
        assert len(rows) == count
        for row in rows:
            assert len(row) == len(first)
            for cell in row:
                assert not cell.strip().startswith(tuple("=+-@＝＋－＠\t\r")), cell


def test_every_json_document_is_read_back_as_it_was_meant(sites: Sites) -> None:
    for path in sorted((sites.hostile / "api").rglob("*.json")):
        document = json.loads(path.read_bytes())
        harmless = json.loads((sites.harmless / path.relative_to(sites.hostile)).read_bytes())
        assert document.keys() == harmless.keys(), path


KINDS = (
    "", "ideas/", "ideas/page/2/", "ideas/idea-0/", "ideas/idea-1/", "ideas/idea-7/", "ideas/imported/",
    "challenges/", "challenges/challenge-3/", "people/", "people/octocat/", "tags/", "tags/mobility/",
    "tags/other/page/2/", "roadmap/", "rules/", "data/", "votes/", "about/",
)  # fmt: skip


def test_a_real_browser_runs_nothing_asks_nobody_and_complains_of_nothing(
    sites: Sites, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    address = serve_folder(sites.hostile, below="/ideas/")
    context = browser.new_context()
    complaints: list[str] = []
    context.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
    )
    page = context.new_page()

    def dismissed(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith(address) else None)
    page.on("popup", lambda popup: complaints.append(f"popup: {popup.url}"))
    for language in ("", "it/"):
        for kind in KINDS:
            response = page.goto(f"{address}{language}{kind}", wait_until="load")
            assert response is not None
            assert response.ok, (language, kind)
            # Text that floats over the page or takes the focus is live too, in its way.
            assert page.evaluate("document.activeElement === document.body || document.activeElement === null"), kind
            assert page.evaluate(
                "[...document.querySelectorAll('.prose *')].every(e => getComputedStyle(e).position !== 'fixed')"
            )
            assert not complaints, (language, kind, complaints)
        page.goto(f"{address}{language}ideas/idea-before/", wait_until="commit")
        page.wait_for_url(f"{address}{language}ideas/idea-0/")  # the page takes its reader on by itself
        page.wait_for_load_state("networkidle")
    context.close()


def test_the_browser_of_this_test_would_have_noticed(
    browser: Browser, serve_folder: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<script>alert(1)</script><img src=https://evil.example/p.png>", "utf-8")
    address = serve_folder(tmp_path)
    context = browser.new_context()
    seen: list[str] = []
    page = context.new_page()

    def dismissed(dialog: Dialog) -> None:
        seen.append("dialog")
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("request", lambda request: seen.append("request") if not request.url.startswith(address) else None)
    page.goto(address, wait_until="load")
    context.close()
    assert sorted(seen) == ["dialog", "request"]
