"""Texts that try to be more than text, and what finds out whether they have become it."""

from html.parser import HTMLParser

from ideario.publishing.prose.markdown import ID_PREFIX

HOSTILE = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=//evil.example>",
    "<form action=//evil.example><input name=a value=b><button>",
    "<a href=//evil.example>x</a>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,x)",
    "[x](vbscript:x)",
    "[x](/relative)",
    "[x](//evil.example)",
    "![x](https://evil.example/p.png)",
    "![<b>x](javascript:x)",
    "![x](data:image/png;base64,AA)",
    '<a title="<input a=" href=" b=">x</a>',
    '<a title="></a><img src=x onerror=alert(1)>" href="https://a.example">',
    '<input title="x" checked>',
    '<h1 onclick="x">',
    "<style>*{}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//evil.example>",
    "</div></article></body></html>",
    "</title>",
    "</textarea>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<xmp>",
    "<noscript>",
    "<template>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php",
    "{{ 7*7 }}",
    "{% raw %}",
    "%%main%%",
    "&lt;script&gt;",
    "<video src=x onerror=x>",
    "<object data=x>",
    "<embed src=x>",
    "<details ontoggle=x open>",
    "<td style='x'>",
    "<div id=main class=top style=position:fixed>",
    "# Head\n",
    "[^1]\n\n[^1]: note\n",
    "- [x] done\n",
    "> ",
    "```\n",
    "| a |\n|:-:|\n| b |\n",
    "www.evil.example",
    "a@b.example",
    "\n\n",
    "    ",
    "`",
    "*",
    "_",
    "[",
    "](",
    ")",
    "<",
    ">",
    '"',
    "'",
    "&",
    "=",
    "\u2028",
    "\u0000",
)


class Tree(HTMLParser):
    """What an HTML text is made of: (tag, attributes) in order, its text, and comments and declarations.

    `strict` text ends all its elements, and only them, as a part must that stands in a page.
    """

    def __init__(self, html: str, *, strict: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.strict = strict
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.others: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.strict:
            assert self.open.pop() == tag, "an end tag that would close an element of the page around"

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


TAGS = set(
    "a abbr b blockquote br code dd del details div dl dt em h2 h3 h4 h5 h6 hr i ins kbd li ol p pre q s samp section "
    "small strike strong sub summary sup table tbody td tfoot th thead tr tt ul var".split(),
)
EVERYWHERE = {"lang", "title"}
A_TABLES_BOX = {"class": "scroll", "tabindex": "0", "role": "group"}
ATTRIBUTES = {
    "a": {"href", "id", "rel"},
    "ol": {"start"},
    "li": {"id"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "details": {"open"},
}


def assert_harmless(html: str) -> None:
    """Fail if prose as HTML holds anything that contributed prose must not become."""
    tree = Tree(html)
    assert not tree.others, tree.others
    assert not tree.open, tree.open
    for tag, attributes in tree.elements:
        assert tag in TAGS, (tag, html)
        if tag != "div" or attributes != A_TABLES_BOX:
            assert set(attributes) <= EVERYWHERE | ATTRIBUTES.get(tag, set()), (tag, attributes)
        if "id" in attributes:
            assert (attributes["id"] or "").startswith(ID_PREFIX)
        if tag == "a":
            assert attributes.get("rel") == "ugc nofollow noopener"
            if "href" in attributes:
                address = (attributes["href"] or "").strip().lower()
                assert address.startswith(("http://", "https://", "mailto:", f"#{ID_PREFIX}")), address
