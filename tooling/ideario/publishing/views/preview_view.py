"""What the page of previews sees: where files are found, and what it says of those that it does not show."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from ideario.forge.addresses import pulls_url
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import TagLabel, TitleLink, tag_labels, title_link
from ideario.publishing.views.template_view import TemplateView, view

REFUSALS = ("pull", "commit", "path", "repo", "other", "nowhere", "missing", "unreachable", "schemas")
"""Why no file is looked at: what the address lacks, or how the way to the file ends."""
READING = (
    "too-large",
    "not-utf-8",
    "control-character",
    "merge-conflict",
    "not-yaml",
    "no-anchors",
    "no-tags",
    "duplicate-key",
    "several-documents",
    "too-deep",
    "tab-indentation",
    "empty-file",
)
"""The file rules that a file breaks which cannot be read."""
MISTAKES: Mapping[str, str] = MappingProxyType(
    {
        "required": "missing",
        "additionalProperties": "unknown",
        "type": "kind",
        "minLength": "too-short",
        "maxLength": "too-long",
        "minItems": "too-few",
        "maxItems": "too-many",
        "pattern": "pattern",
        "format": "day",
        "enum": "choice",
        "const": "only",
        "uniqueItems": "twice",
    }
)
"""The keywords of a schema that an idea may not fit, and the word for each."""
KINDS = ("string", "array", "object", "boolean")
"""What a schema may ask a value to be."""


@view
class PreviewPage(TemplateView):
    """The page of previews. `files` is where proposed files are found, `root` leads to the home of the site.

    `name` is the community's repository, `repository` its address, `pulls` that of its open pull requests.
    """

    template: ClassVar[str] = "preview.html"
    files: str
    root: str
    name: str
    repository: str
    pulls: str
    challenges: Sequence[TitleLink]
    known_tags: Sequence[TagLabel]
    sentences: Mapping[str, Sequence[str]]
    mistakes: Mapping[str, str]


def preview_page(edition: Edition, language: str, *, root: str) -> PreviewPage:
    """The page of previews for readers of a language."""
    settings = edition.community.settings
    return PreviewPage(
        files=edition.raw_files if settings.repository else "",
        root=root,
        name=settings.repository,
        repository=edition.repository_url,
        pulls=pulls_url(edition.repository_url),
        challenges=[title_link(challenge) for challenge in edition.challenges],
        known_tags=tag_labels(edition, settings.tags, language),
        sentences={"refused": REFUSALS, "rule": READING, "kind": KINDS},
        mistakes=MISTAKES,
    )
