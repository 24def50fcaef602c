"""What a template is filled with: a dataclass whose class names the template and whose fields are its variables.

A test reads every template and holds the names in it to the fields of these classes, and the fields to the templates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar, dataclass_transform

from ideario.publishing.outputs.digests import digest_of

Viewed = TypeVar("Viewed")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def view(shape: type[Viewed]) -> type[Viewed]:
    """Makes a dataclass of what templates see, which nobody changes once it is made.

    It is the type checker that sees to that: a class that sees to it itself takes twice as long to make, and the page
    of an idea, which needs a dozen of them, 105 µs to render and not 98. Nobody compares or prints one either; without
    what would, all hundred and thirty classes are made in 18 ms and not 36. Nor is it slotted: a digest is made of the
    view of an idea's page in 19 µs, and of slots in 31.
    """
    return dataclass(kw_only=True, repr=False, eq=False)(shape)


class TemplateView:
    """The base of the views that fill a template by themselves; the others stand in their fields.

    A subclass names its `template`, and has no subclasses.
    """

    template: ClassVar[str]

    def variables(self) -> Mapping[str, object]:
        """The fields by name, as the template sees them; what is in them is not copied."""
        return vars(self)


ANY_UP = "\0"
"""The way up until the depth is known. No content can hold this character: strict reading forbids it."""


class Filling:
    """A template with the view that fills it: filled once, when somebody asks for the HTML; the same at any depth."""

    __slots__ = ("_digest", "_fill", "_html", "_language", "_view")

    def __init__(self, fill: Callable[[TemplateView, str], str], view: TemplateView, language: str) -> None:
        self._fill, self._view, self._language = fill, view, language
        self._html: str | None = None
        self._digest = ""

    @property
    def html(self) -> str:
        """The HTML, in which ANY_UP stands for the way up."""
        if self._html is None:
            self._html = self._fill(self._view, self._language)
        return self._html

    @property
    def digest(self) -> str:
        """What tells it from all others that are filled with something else."""
        if not self._digest:
            self._digest = digest_of(self._view.template, self._language, self._view).hex()
        return self._digest


class Part:
    """A filling on a page from which `up` leads to the root: HTML as soon as it is put into some."""

    __slots__ = ("_filling", "_up")

    def __init__(self, filling: Filling, up: str) -> None:
        self._filling, self._up = filling, up

    @property
    def identity(self) -> str:
        """What tells it from other parts."""
        return f"{self._filling.digest} {self._up}"

    def __str__(self) -> str:
        return self._filling.html.replace(ANY_UP, self._up)

    def __html__(self) -> str:
        return str(self)
