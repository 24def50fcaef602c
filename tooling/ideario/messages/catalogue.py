"""Catalogues of translated sentences: one .po file a language beside this module, the form that translators know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language: by template, as many forms of each as the language has plurals, or one."""

    sentences: Mapping[str, tuple[str, ...]]
    form_of: Callable[[int], int]

    def text_of(self, template: str, plural: str, number: int) -> str:
        """The template in this language; in English where it is missing, whole or in part."""
        forms = self.sentences.get(template, ())
        place = self.form_of(number) if plural else 0
        found = forms[place] if place < len(forms) else ""
        return found or (plural if plural and number != 1 else template)


@lru_cache(maxsize=8)
def catalogue_of(language: str) -> Catalogue | None:
    """The catalogue of a language, or for `it-CH` of `it`; None where there is none, as for English."""
    file = _file_of(language)
    if file is None:
        return None
    from babel.messages.pofile import read_po  # here, since whoever reads English need not wait for it

    with file.open(encoding="utf-8") as lines:
        found = read_po(lines)
    return Catalogue(
        sentences={_first(message.id): _forms(message.string) for message in found if message.id},
        form_of=c2py(found.plural_expr),
    )


def has_catalogue(language: str) -> bool:
    """Whether messages can be read in a language, other than English; quick, since nothing is read."""
    return _file_of(language) is not None


def _file_of(language: str) -> Path | None:
    known = {file.stem: file for file in FOLDER.glob("*.po")}
    return known.get(language) or known.get(language.partition("-")[0])


def languages() -> tuple[str, ...]:
    """The languages in which messages can be read."""
    return ("en", *sorted(file.stem for file in FOLDER.glob("*.po")))


def _first(name: str | tuple[str, ...] | list[str]) -> str:
    return name if isinstance(name, str) else name[0]


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
