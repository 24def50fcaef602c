"""The twin of the site's Markdown: what the propose page and /preview/ show is what the site will show."""

import gzip
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from checkout import CHECKOUT
from gfm_examples import gfm_examples
from hostile import HOSTILE, assert_harmless
from ideario.intake.yaml.strict import parse
from ideario.publishing.prose.markdown import MAX_HTML, prose_html
from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.slow

ASSETS = CHECKOUT / "site" / "shell" / "assets"
# Both as trees of a browser: the site's HTML as it is read there, and what the twin has made.
COMPARE = """async (pairs) => {
  const { renderMarkdown } = await import("/propose/markdown.js");
  const aside = document.implementation.createHTMLDocument("");
  return pairs.map(([text, html]) => {
    const [site, twin] = [aside.createElement("div"), aside.createElement("div")];
    site.innerHTML = html;
    twin.append(renderMarkdown(text));
    [site, twin].forEach((tree) => tree.normalize());
    return [site.isEqualNode(twin), site.innerHTML, twin.innerHTML];
  });
}"""

DIFFERENT = {
    "<foo\\+@bar.example.com>\n": "GitHub makes a link of an address of mail after a backslash",
    "Anonymous FTP is available at ftp://foo.bar.baz": "GitHub makes a link, which the site then leads nowhere",
}
"""Examples of GitHub's, by a part of their text, that the twin shows in another way, and what GitHub does."""
KNOWN = {
    "x ftp://a.example": "the same",
    "mailto:a@b.example xmpp:a@b.example/x": "GitHub's link begins with the scheme, the twin's with the address",
    "[a@b.example]: ": "the twin makes no link of an address where one in brackets begins",
    "www.a.example)[x](javascript:alert(1))": "the twin ends an address where a bracket closes",
    "(_a_@_.b": "the twin takes an address with low lines before emphasis",
    "foo <!-- foo--->": "GitHub knows the comments of CommonMark 0.29, the twin those of 0.31",
    "a <!X>": "the same, of declarations",
    "a***b* c*": "GitHub finds the longer of two readings",
    "[link](url ((title))": "the twin takes a title with a bracket in it",
    "<a title='<noscript>'>x</a>": "the twin writes another name for what the site drops",
}
"""Other texts that the twin shows in another way: each is harmless there, and none is what people write."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A text in both: whether they are the same tree, and the HTML of each."""

    text: str
    same: bool
    site: str
    twin: str


@pytest.fixture
def both(browser: Browser, serve_folder: Callable[..., str]) -> Iterator[Callable[[Sequence[str]], list[Rendered]]]:
    """Renders texts by the site and by its twin, on a page that asks for nothing else and says nothing."""
    here = serve_folder(ASSETS)
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []

    def refused(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", refused)
    page.goto(f"{here}propose/")

    def render(texts: Sequence[str]) -> list[Rendered]:
        found = page.evaluate(COMPARE, [[text, str(prose_html(text))] for text in texts])
        return [
            Rendered(text=text, same=same, site=site, twin=twin)
            for text, (same, site, twin) in zip(texts, found, strict=True)
        ]

    yield render
    settled(page)
    assert {url for url in asked if not re.fullmatch(f"{here}(propose|vendor)/[a-z_]*(.js)?", url)} == set()
    assert said == []
    context.close()


def settled(page: Page) -> None:
    """Give whatever might be alive the time to show it."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")


def bodies() -> list[str]:
    """The longer texts of all ideas that this repository holds, in its own community and in the examples for tests."""
    found = []
    for folder in (CHECKOUT / "content", CHECKOUT / "tests" / "examples" / "valid"):
        for path in sorted(folder.rglob("ideas/**/*.yml")):
            content = parse(path.read_bytes())
            assert isinstance(content, dict)
            found += [text for text in content.values() if isinstance(text, str) and len(text) > 40]
    return found


FRAMES = (
    "[{}]({})",
    "![{}]({})",
    '[x]({} "{}")',
    "[{}]: {}\n",
    "<{} {}>",
    '<a href="{}" title="{}">x</a>',
    "<b {}={}>",
)
OWN = (
    # tables
    "| a | b |\n|:--|--:|\n| 1 | 2 |\n",
    "a | b\n-|-\n`x\\|y` | z\nmore\n\nafter",
    "| a |\n| :-: |\n| b | c |\n\n| a | b |\n| - |\n| no table |\n",
    "- | a |\n  |---|\n  | b |\n\n> | q |\n> |---|\n> | r |\n",
    "text\n| a |\n|---|\n| **b** | [x](https://a.example) |\n# end\n",
    "|\\||\n|-|\n|<b>x</b>|\n",
    # task lists
    "- [x] a\n- [ ] b\n- [X] c\n1. [x] d\n- [x]no\n- [y] no\n",
    "- [ ] a\n  - [x] b\n\n    more\n",
    # struck out, strong, code
    "~a~ ~~b~~ ~~~c~~~ ~~d~ a~b~c ~ e ~\n",
    "**a __b__ c** __*a* **b**__ ***x*** **a [**b**](https://a.example) c**\n",
    "```py title=x\n<b>\n```\n\n~~~\nx\n~~~\n\n    indented\n",
    # addresses
    "www.a.example http://b.example/x?y=(z)&amp;c. https://c.example, <https://d.example> e@f.example\n",
    "(see www.a.example/x_(y)) https://a.example/_x_ **https://b.example** a.www.b.example\n",
    "[a]: https://a.example 'T'\n\n[a] [b][a] [A][] ![c][a] [d](<https://d.example/x y> \"t\")\n",
    "[m](mailto:a@b.example) [r](/r) [f](#f) [j](javascript:1) [e]() <a href='#x'>x</a>\n",
    # footnotes
    "A[^1] b[^x-y] c[^1].\n\n[^1]: One *note*\n\n    of two\n[^x-y]: Two\n[^no]: never called\n",
    "a[^É&'] b[^ x] c[^missing]\n\n[^É&']: odd\n[^É&']: twice\n",
    "- a[^l]\n\n  [^l]: - x\n      - y\n\n> b[^q]\n>\n> [^q]: ```\n>     code\n>     ```\n",
    "[^1]: see[^2]\n\n[^2]: and[^1]\n\nx[^2][^1][^2]\n",
    "![i[^1]](https://a.example/i.png) [l[^1]](https://a.example) `[^1]`\n\n[^1]: # head\n",
    "a[^X]\n\n[^x]: lower\n\nb[^Y]\n\n[^Y]:\n",
    # raw HTML
    "<details open><summary>More</summary>\n\n**in**\n\n</details>\n",
    '<p lang="it" title="t" dir="rtl" class="c" id="i">x</p> <ol start="3"><li id="a">b</ol>\n',
    '<table><tr><td align="left" colspan="2">a<th align="justify">b</table>\n',
    "<h1>a</h1>\n\n# b\n\nc\n===\n\nd\n---\n\n###### e\n",
    "<b><i>a</b>c</i> <a href='https://a.example'>x<a href='https://b.example'>y</a></a> <p>a<div>b\n",
    "<kbd>x</kbd><sub>1</sub><sup>2</sup><br><hr><ruby>r<rt>t</ruby><font color=red>f</font><center>c</center>\n",
    "<object><b>x</b></object><video src='https://a.example/v'>v</video><svg><p>s</p></svg><math><mi>m</mi></math>\n",
    "<pre>\n\nfoo</pre>\n\n<textarea>\nx\n</textarea>\n<xmp>\n<title\nx>\n",
    "a <title>x</title> <b title='<script>'>y</b> <!-- c --> <?php x ?> <![CDATA[x]]>\n",
    '<a href=" https://a.example">s</a><a href="HTTPS://A.EXAMPLE">S</a><a href="http://[">b</a><a href="//x">r</a>\n',
    "<img alt='x'> <img src='https://a.example/i.png'> <a href='https://a.example'><img src='/r' alt=''></a> <input>\n",
    # lists, quotes, breaks, entities, odd letters
    "1) a\n2) b\n\n* c\n+ d\n\n- e\n\n  f\n-\n- g\n",
    "> a\nb\n> > c\n\n---\n***\na  \nb\\\nc\n",
    "&copy; &amp;lt; &#x41; &#0; &nope; \\* \\& &lt;b&gt;\n",
    "مرحبا **بالعالم** 日本語**強調**です 😀*e* \u200f\u202ax\u202c a\u00a0b\u2028c\n",
    "a\r\nb\rc\n\n\tcode\n\n-\ttab\n\n>\ttab\n",
    "",
    "\n\n",
    "a",
)
"""Of our own making, for what GitHub adds to CommonMark and what the site does with it."""


def test_githubs_examples_look_as_on_the_site_but_for_those_listed(both) -> None:
    examples = gfm_examples()
    differ = [one.text for one in both(examples) if not one.same]
    assert len(examples) == 672
    assert [[part for part in DIFFERENT if part in text] for text in differ] == [[part] for part in DIFFERENT]
    assert len(differ) <= len(examples) / 100


def test_what_github_adds_looks_as_on_the_site(both) -> None:
    assert [one for one in both(OWN) if not one.same] == []


def test_the_ideas_of_this_repository_look_as_on_the_site(both) -> None:
    texts = bodies()
    assert len(texts) > 40
    assert [one for one in both(texts) if not one.same] == []


def test_no_hostile_text_becomes_alive_and_nearly_all_look_as_on_the_site(both) -> None:
    draw = random.Random(15)
    mixed = ["".join(draw.choices(HOSTILE, k=draw.randint(2, 9))) for _ in range(600)]
    framed = [frame.format(*draw.sample(HOSTILE, 2)) for frame in FRAMES for _ in range(40)]
    found = both([*HOSTILE, *mixed, *framed])
    for one in found:
        assert_harmless(one.twin)
    differ = [one for one in found if not one.same]
    assert len(differ) <= len(found) / 50, differ


def test_texts_that_are_known_to_look_otherwise_are_harmless_and_still_do(both) -> None:
    found = both([*KNOWN])
    for one in found:
        assert_harmless(one.twin)
    assert [one.text for one in found if one.same] == []


FRAMES = (
    "[{}]({})",
    "![{}]({})",
    '[x]({} "{}")',
    "[{}]: {}\n",
    "<{} {}>",
    '<a href="{}" title="{}">x</a>',
    "<b {}={}>",
)


@pytest.mark.parametrize(
    "text",
    [">" * 20_000, "> - " * 5_000 + "a", "<b>" * 6_000, "<div>" * 101, "[^1]: x\n\n" + "[^1] " * 3_900],
)
def test_a_text_that_would_become_too_deep_or_too_large_is_shown_as_it_was_written(both, text: str) -> None:
    (one,) = both([text])
    assert one.same
    assert one.twin.startswith('<pre class="plain">')
    assert len(one.twin) < MAX_HTML


def test_what_a_page_loads_for_markdown_and_for_the_schema_is_small() -> None:
    modules = set(reached(ASSETS / "propose" / "markdown.js")) | set(reached(ASSETS / "propose" / "schema_check.js"))
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in modules}
    assert {"micromark.js", "sanitise.js", "json_schema.js"} <= set(sizes)
    assert sum(sizes.values()) < 34_000, sizes


def reached(module: Path) -> Iterator[Path]:
    """The module and all that it imports."""
    yield module
    for name in re.findall(r'^import .* from "(\..*)";$', module.read_text("utf-8"), re.MULTILINE):
        yield from reached((module.parent / name).resolve())
