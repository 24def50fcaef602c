"""What other sites can show: a list of ideas in a frame and a badge, of the community and of each challenge."""

from collections.abc import Iterator
from html import unescape

from jinja2 import Environment

from ideario.model.challenge import Challenge
from ideario.publishing.edition import Edition
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.following.follow_views import EmbeddedList, embedded_ideas
from ideario.publishing.views.shared_views import title_link
from ideario.publishing.views.taking_part.challenge_state import challenge_state
from ideario.publishing.words import direction, formats

_BADGE = Environment(autoescape=True).from_string(
    """<svg xmlns="http://www.w3.org/2000/svg" width="{{ left + right }}" height="20" role="img">\
<title>{{ name }}: {{ said }}</title>\
<rect width="{{ left + right }}" height="20" rx="3" fill="#4a423b"/>\
<path fill="#8f3815" d="M{{ left }} 0h{{ right - 3 }}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{{ right - 3 }}z"/>\
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">\
<text x="{{ left / 2 }}" y="14">{{ name }}</text><text x="{{ left + right / 2 }}" y="14">{{ said }}</text></g></svg>
"""
)
_LETTER, _MARGIN, _MOST = 7, 12, 40
"""How wide a letter of a badge is taken to be, and its margins, in pixels; and how many letters of a name it shows."""


def embeds(edition: Edition, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """The lists and badges, as (path in the site, content), in the words of the community's first language."""
    settings = edition.community.settings
    language = settings.site_languages[0]
    t, dates = templates.t(language), formats(templates.spoken[language])
    yield "embed/index.html", _listed(edition, templates, None)
    yield "badge.svg", _badge(settings.name, unescape(t("ideas.count", n=len(edition.community.ideas))))
    for challenge in edition.challenges:
        folder = f"challenges/{challenge.slug}/"
        yield f"{folder}embed/index.html", _listed(edition, templates, challenge)
        now = challenge_state(edition, challenge).phases[0]
        said = t(f"state.{now.phase}", date=dates.date(now.at)).striptags()
        yield f"{folder}badge.svg", _badge(challenge.title, said)


def _listed(edition: Edition, templates: Templates, challenge: Challenge | None) -> bytes:
    settings = edition.community.settings
    language = settings.site_languages[0]
    folder = "" if challenge is None else f"challenges/{challenge.slug}/"
    up = "../" * (f"{folder}embed/").count("/")
    page = templates.part(
        EmbeddedList(
            name=settings.name,
            lang=templates.spoken[language],
            dir=direction(templates.spoken[language]),
            site=settings.url,
            address=settings.url + folder,
            challenge=None if challenge is None else title_link(challenge),
            state="" if challenge is None else templates.part(challenge_state(edition, challenge), language, up),
            ideas=embedded_ideas(edition, challenge),
        ),
        language,
        up,
    )
    return f"{page}\n".encode()


def _badge(name: str, said: str) -> bytes:
    """A badge of two halves. It is the same on every day of a phase, and says with a date how long that lasts."""
    short = name if len(name) <= _MOST else f"{name[: _MOST - 1]}…"
    return _BADGE.render(
        name=short, said=said, left=len(short) * _LETTER + _MARGIN, right=len(said) * _LETTER + _MARGIN
    ).encode()
