"""The small things that many templates show: links to records, labels of statuses and tags, names of people."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ideario.model.challenge import Challenge
from ideario.model.community import Status
from ideario.model.content import Idea
from ideario.model.text import localised
from ideario.publishing.edition import Edition
from ideario.publishing.views.template_view import view
from ideario.publishing.words import alphabetical


@view
class TitleLink:
    """A record of which a link shows the title, in the language `lang`."""

    slug: str
    title: str
    lang: str


@view
class IdeaLink:
    """An idea as a link names it; by its slug alone where it is not `there`, because its file has an error."""

    slug: str
    title: str
    lang: str
    there: bool


@view
class StatusLabel:
    """A status in the reader's words; `lang` is "" where nobody says in what language the label is."""

    slug: str
    kind: str
    label: str
    lang: str


@view
class TagLabel:
    """A tag in the reader's words, as StatusLabel, with the number of its ideas."""

    slug: str
    label: str
    lang: str
    count: int


@view
class PageLink:
    """A page of a list by its number, and where it stands; `gap` says that pages before it are left out."""

    number: int
    path: str
    gap: bool


@view
class PagesView:
    """Where in a list a page stands: page `number` of `total`, the list having `count` ideas; the paths beside it.

    `first` and `last` are the places of what the page shows in the whole list, from 1; `near` are the first page, the
    last one, and those around this one.
    """

    number: int
    total: int
    count: int
    first: int
    last: int
    previous: str | None
    next: str | None
    near: Sequence[PageLink]


AROUND = 2
"""So many pages on either side of a page are named in its pager."""


def pages_view(base: str, number: int, *, total: int, count: int, shown: slice) -> PagesView:
    """Page `number` of the list at `base`, which has `total` pages and `count` ideas; `shown` are those of the page."""
    places = range(1, count + 1)[shown]

    def path(one: int) -> str:
        return base if one == 1 else f"{base}page/{one}/"

    near = sorted({1, *range(max(1, number - AROUND), min(total, number + AROUND) + 1), total})
    return PagesView(
        number=number,
        total=total,
        count=count,
        first=places.start,
        last=places.stop - 1,
        previous=path(number - 1) if number > 1 else None,
        next=path(number + 1) if number < total else None,
        near=[PageLink(number=n, path=path(n), gap=n - before > 1) for before, n in pairwise((0, *near))],
    )


def title_link(record: Idea | Challenge) -> TitleLink:
    """A record by its title."""
    return TitleLink(slug=record.slug, title=record.title, lang=record.language)


def idea_link(edition: Edition, slug: str) -> IdeaLink:
    """How an idea is named in a link."""
    idea = edition.community.ideas.get(slug)
    if idea is None:
        return IdeaLink(slug=slug, title=slug, lang="", there=False)
    return IdeaLink(slug=slug, title=idea.title, lang=idea.language, there=True)


def status_label(status: Status, language: str) -> StatusLabel:
    """A status as readers of `language` see it."""
    text, lang = _said(status.label, language)
    return StatusLabel(slug=status.slug, kind=status.kind, label=text, lang=lang)


def tag_label(edition: Edition, tag: str, language: str) -> TagLabel:
    """A tag as readers of `language` see it."""
    text, lang = _said(edition.community.settings.tags.get(tag) or {"": tag}, language)
    return TagLabel(slug=tag, label=text, lang=lang, count=len(edition.by_tag.get(tag, ())))


def tag_labels(edition: Edition, tags: Iterable[str], language: str) -> list[TagLabel]:
    """Tags in the order of their labels, as readers of the page see them."""
    return sorted((tag_label(edition, tag, language) for tag in tags), key=lambda tag: alphabetical(tag.label))


def _said(label: Mapping[str, str], language: str) -> tuple[str, str]:
    """A text of the settings for readers of `language`, and the language that it is in."""
    text = localised(label, language)
    return text, language if language in label else next((code for code, one in label.items() if one == text), "")
