"""A page before it is rendered: its shell, and what fills the slots of that. The same draft, the same page."""

from collections.abc import Mapping
from dataclasses import dataclass

from ideario.publishing.outputs.digests import digest_of
from ideario.publishing.pages.stamper import Shell, stamp
from ideario.publishing.views.template_view import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """A page on its way: its `shell`, which `shell_digest` tells from others, and the HTML that fills each slot."""

    shell: Shell
    shell_digest: str
    values: Mapping[str, str | Part]

    @property
    def digest(self) -> bytes:
        """What tells it from all drafts that make another page, with the same program, templates and words."""
        return digest_of(self.shell_digest, self.values)

    @property
    def html(self) -> str:
        """The page."""
        return stamp(self.shell, {slot: str(value) for slot, value in self.values.items()})
