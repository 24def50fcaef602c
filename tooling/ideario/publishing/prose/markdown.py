"""Turns contributed prose (GitHub's Markdown) into safe HTML: the only door for contributed markup.

Owns nh3.
Remote images become links, so that no page of the site asks another host for anything; headings stand below the
page's own; ids get a prefix; links say that a contributor made them.
"""

import re
from collections.abc import Callable

import nh3
from markupsafe import Markup

from ideario.publishing.prose.raw_html import raw_html

ID_PREFIX = "user-content-"
MAX_DEPTH = 100
"""So many elements may stand in one another: no text that is meant to be read needs more, and browsers slow down."""
MAX_HTML = 250_000
"""So many characters of HTML may become of one text, whose 20,000 could be made into millions."""
_TAGS = set(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre q s "
    "samp section small strike strong sub summary sup table tbody td tfoot th thead tr tt ul var".split(),
)


def _cleaner(*, relative: Callable[[str], str | None], id_prefix: str | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "textarea", "iframe", "noscript", "svg", "math", "template"},
        attributes={
            "a": {"href", "title", "id"},
            "img": {"src", "alt"},
            "ol": {"start"},
            "li": {"id"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
            "details": {"open"},
            "input": {"checked"},
        },
        tag_attribute_values={
            "td": {"align": {"left", "right", "center"}},
            "th": {"align": {"left", "right", "center"}},
        },
        url_schemes={"http", "https", "mailto"},
        url_relative=relative,
        link_rel="ugc nofollow noopener",
        id_prefix=id_prefix,
    )


# The only relative links that mean something on our pages are those within the text itself, to its footnotes.
_FIRST = _cleaner(relative=lambda url: f"#{ID_PREFIX}{url[1:]}" if url.startswith("#") else None, id_prefix=ID_PREFIX)
_AGAIN = _cleaner(relative=lambda url: url if url.startswith("#") else None, id_prefix=None)
# The serialiser quotes every attribute with " and escapes " inside, so this reads an <img> of its output to its end.
_IMAGE = re.compile(r'<img((?:\s+[a-z]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_CHECKBOX = re.compile(r'<input((?:\s+[a-z]+="[^"]*")*)\s*/?>')
_EMPTY_LINK = re.compile(r"<a(?:\s[^>]*)?></a>")
_TABLE = re.compile(r"<(?:table(?=[ >])|(/)table>)")
_BOX, _BOX_END = '<div class="scroll" tabindex="0" role="group">', "</div>"
_HEADING = re.compile(r"(</?h)([1-6])(?=[ >])")
_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|input)\b)[a-z]", re.IGNORECASE)


class Prose:
    """A text as `prose_html` makes HTML of it, when somebody asks for that; `made` is the HTML where it is known."""

    __slots__ = ("_made", "_markdown")

    def __init__(self, markdown: str, made: str | None = None) -> None:
        self._markdown, self._made = markdown, made

    @property
    def identity(self) -> str:
        """What the HTML is made of."""
        return self._markdown

    def __bool__(self) -> bool:
        return bool(self._markdown)

    def __str__(self) -> str:
        if self._made is None:
            self._made = str(prose_html(self._markdown)) if self._markdown else ""
        return self._made

    def __html__(self) -> str:
        return str(self)


def prose_html(markdown: str) -> Markup:
    """`markdown` as HTML in which nothing is live: no script, style, form, frame, foreign image or relative link.

    Headings begin at level 2 and go no more than one deeper at a time; a table stands in a box that scrolls and takes
    the keyboard. Any text is accepted; what is not allowed is dropped, its text kept. A text that would
    become too deep or too large is shown as it was written.
    """
    html = raw_html(markdown)
    if len(html) > MAX_HTML or _too_deep(html):
        return Markup('<pre class="plain">{}</pre>\n').format(markdown)
    clean = _FIRST.clean(html)
    if "<img" in clean:
        # Cleaned again, because a link around the image would now hold a link, which no parser allows.
        clean = _EMPTY_LINK.sub("", _AGAIN.clean(_IMAGE.sub(_image_link, clean)))
    if "<input" in clean:
        # A contributed checkbox is the picture of one, never a control.
        clean = _CHECKBOX.sub(lambda match: "☑" if "checked" in match[1] else "☐", clean)
    if "<table" in clean:
        clean = _TABLE.sub(_in_a_box, clean)
    if "<h" in clean and any(level != "2" for _, level in _HEADING.findall(clean)):  # most have no others
        clean = _HEADING.sub(_levels(), clean)
    return Markup(clean)  # noqa: S704 - cleaned just above, which is what this module is for


def _too_deep(html: str) -> bool:
    """Whether more elements stand in one another than MAX_DEPTH; those that nobody closes count as open to the end."""
    if html.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _TAG.finditer(html):
        depth += -1 if match[1] else 1
        if depth > MAX_DEPTH:
            return True
    return False


def _image_link(match: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(match[1]))
    source = attributes.get("src", "")
    label = attributes.get("alt") or source
    return f'<a href="{source}">{label}</a>' if source else label


def _in_a_box(match: re.Match[str]) -> str:
    return f"</table>{_BOX_END}" if match[1] else f"{_BOX}<table"


def _levels() -> Callable[[re.Match[str]], str]:
    """What puts the headings of one text, tag by tag, at the levels that a page has room for."""
    above: list[int] = []  # the headings that the next one may stand under, as they were written
    open_ones: list[int] = []

    def level(match: re.Match[str]) -> str:
        if match[1] == "</h":
            return f"</h{open_ones.pop()}"
        written = int(match[2])
        while above and above[-1] >= written:
            above.pop()
        above.append(written)
        open_ones.append(min(len(above) + 1, 6))
        return f"<h{open_ones[-1]}"

    return level
