"""Sentences that people read, in English here and in any language that has a catalogue. Reads nothing in English.

The English text is what is compared, sorted and kept; whoever shows it to somebody asks for their language at the end.

    say("`{key}` is missing", key=key)
    several("{count} idea", "{count} ideas", count)
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

PLACE = re.compile(r"\{(\w+)\}")
"""A value's place in a template. Other braces are braces, and so are those in a value."""
ENGLISH = "en"
"""The language of the templates."""


class Said(str):
    """A sentence in English that knows what it was made of, so that it can be said in another language.

    `template` is the English text with places for the values, and its name in the catalogues; `plural` the same for a
    `number` that is not 1, where there is a number. A value that was itself said is said in the other language too.
    """

    __slots__ = ("number", "plural", "template", "values")

    template: str
    values: tuple[tuple[str, str], ...]
    plural: str
    number: int

    def __new__(
        cls, template: str, values: tuple[tuple[str, str], ...] = (), plural: str = "", number: int = 1
    ) -> Self:
        said = super().__new__(cls, filled(plural if plural and number != 1 else template, dict(values)))
        for name, value in (("template", template), ("values", values), ("plural", plural), ("number", number)):
            object.__setattr__(said, name, value)
        return said

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} of what was said cannot be changed")

    def __reduce__(self) -> tuple[type["Said"], tuple[str, tuple[tuple[str, str], ...], str, int]]:
        return (Said, (self.template, self.values, self.plural, self.number))

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def in_language(self, language: str) -> str:
        """The sentence in a language such as `it`, or in English where it has no translation."""
        if language == ENGLISH:
            return str(self)
        from ideario.messages.catalogue import catalogue_of  # reads files, which English does not need

        catalogue = catalogue_of(language)
        if catalogue is None:
            return str(self)
        values = {name: in_language(value, language) for name, value in self.values}
        return filled(catalogue.text_of(self.template, self.plural, self.number), values)


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its values put in, which are not looked into again. What has no value stays as it stands."""
    return PLACE.sub(lambda place: values.get(place[1], place[0]), template) if values else template


def say(template: str, /, **values: object) -> Said:
    """A sentence of a template, which is written out where this is called, and what to put into its places."""
    return Said(template, _kept(values))


def several(one: str, many: str, count: int, /, **values: object) -> Said:
    """A sentence about so many of something; its templates may have a place `{count}`."""
    return Said(one, _kept({"count": count, **values}), many, count)


def as_is(text: str) -> Said:
    """What has no other language: a line to paste, a name, somebody else's words. What was said already stays so."""
    return text if isinstance(text, Said) else Said("{text}", (("text", text),))


def joined(parts: Sequence[str], between: str = " ") -> Said:
    """Several sentences in one, without those that are empty."""
    there = [part for part in parts if part]
    names = [f"part{number}" for number in range(len(there))]
    return Said(between.join(f"{{{name}}}" for name in names), tuple(zip(names, there, strict=True)))


def parts_of(text: str) -> str | list[object]:
    """What a text was said of, as plain values that JSON can keep; other text as it is."""
    if not isinstance(text, Said):
        return text
    return [text.template, [[name, parts_of(value)] for name, value in text.values], text.plural, text.number]


def said_of(parts: Any) -> Any:
    """The text of which `parts_of` told the parts. ValueError or TypeError where it did not."""
    if isinstance(parts, str):
        return parts
    template, values, plural, number = parts
    return Said(template, tuple((name, said_of(value)) for name, value in values), plural, number)


def in_language(text: str, language: str) -> str:
    """A text in a language, where it was said; other text as it is."""
    return text.in_language(language) if isinstance(text, Said) else text


def _kept(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value if isinstance(value, Said) else str(value)) for name, value in values.items())


NOTHING = say("")
"""What is said where there is nothing to say."""
