"""What the templates see of the page on which ideas are searched, filtered and put in order, and of its plain lists."""

from collections.abc import Sequence
from typing import ClassVar

from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_addresses import language_path, status_path
from ideario.publishing.views.lists.idea_cards import ListedIdeas
from ideario.publishing.views.pending_views import PendingList
from ideario.publishing.views.shared_views import PagesView, status_label, tag_label
from ideario.publishing.views.template_view import TemplateView, view
from ideario.publishing.words import language_name

MOST_LINKS = 60
"""So many values of a filter stand on the page itself: those with most ideas."""


@view
class FacetLink:
    """The way to the ideas with one value of a filter: `path` leads to the plain list of these `count` ideas."""

    value: str
    label: str
    lang: str
    count: int
    path: str


@view
class FacetLinks:
    """A filter, with the values that ideas have; `all` is the page that names all of them, "" where none does."""

    name: str
    all: str
    links: Sequence[FacetLink]


@view
class ExplorePage(TemplateView):
    """The first page of all ideas. `tree` is the language in whose tree it stands."""

    template: ClassVar[str] = "ideas.html"
    tree: str
    facets: Sequence[FacetLinks]
    pending: PendingList
    ideas: ListedIdeas
    pages: PagesView


@view
class FacetValue:
    """A value of a filter as readers see it."""

    label: str
    lang: str


@view
class FacetPage(TemplateView):
    """A page of the ideas with one `value` of the filter `facet`."""

    template: ClassVar[str] = "facet.html"
    facet: str
    value: FacetValue
    ideas: ListedIdeas
    pages: PagesView


def facet_links(edition: Edition, language: str) -> list[FacetLinks]:
    """What ideas can be filtered by on pages without a script."""
    statuses = edition.community.settings.statuses
    labels = {slug: status_label(status, language) for slug, status in statuses.items()}
    tags = [tag_label(edition, tag, language) for tag in edition.by_tag]
    return [
        _facet(
            "challenge",
            "challenges/",
            [
                FacetLink(
                    value=one.slug,
                    label=one.title,
                    lang=one.language,
                    count=len(edition.by_challenge[one.slug]),
                    path=f"challenges/{one.slug}/",
                )
                for one in edition.challenges
                if one.slug in edition.by_challenge
            ],
        ),
        _facet(
            "status",
            "",
            [
                FacetLink(
                    value=slug,
                    label=labels[slug].label,
                    lang=labels[slug].lang,
                    count=len(ideas),
                    path=status_path(slug),
                )
                for slug, ideas in edition.lists.by_status.items()
            ],
        ),
        _facet(
            "tag",
            "tags/",
            [
                FacetLink(value=tag.slug, label=tag.label, lang=tag.lang, count=tag.count, path=f"tags/{tag.slug}/")
                for tag in tags
            ],
        ),
        _facet(
            "language",
            "",
            [
                FacetLink(value=code, label=language_name(code), lang=code, count=len(ideas), path=language_path(code))
                for code, ideas in edition.lists.by_language.items()
                if len(edition.lists.by_language) > 1
            ],
        ),
    ]


def _facet(name: str, everything: str, links: Sequence[FacetLink]) -> FacetLinks:
    most = sorted(links, key=lambda link: (-link.count, link.value))
    return FacetLinks(name=name, all=everything if len(links) > MOST_LINKS else "", links=most[:MOST_LINKS])
