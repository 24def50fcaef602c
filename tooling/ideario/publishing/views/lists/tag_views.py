"""What the templates of tags see."""

from collections.abc import Sequence
from typing import ClassVar

from ideario.publishing.views.lists.idea_cards import ListedIdeas
from ideario.publishing.views.shared_views import PagesView, TagLabel
from ideario.publishing.views.template_view import TemplateView, view


@view
class TagList(TemplateView):
    """All tags."""

    template: ClassVar[str] = "tags.html"
    tags: Sequence[TagLabel]


@view
class TagPage(TemplateView):
    """A page of the ideas of a tag."""

    template: ClassVar[str] = "tag.html"
    tag: TagLabel
    ideas: ListedIdeas
    pages: PagesView
