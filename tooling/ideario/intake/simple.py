"""Reads the simplest YAML, which most ideas are, by one pattern. What it does not know for certain, it declines.

Simple is a file of keys at the margin, each with a text on the same line, words in brackets or braces, or a text of
several lines after a bar, indented by two spaces; no tabs, and nothing that YAML could take for one of its signs. Of
such lines no parser can make anything else. All other files are libyaml's, and a test holds the two to each other.
"""

import re
from collections.abc import Iterator
from typing import Any

from ideario.intake.shapes import Shape, convert

_WORDS = r"\w[\w.-]*(?: [\w.-]+)*"
_PAIR = rf"[a-z_]+: {_WORDS}"
_BETWEEN = r"(?:#[^\n]*\n|\n)*"
_ENTRY = re.compile(
    rf"{_BETWEEN}([a-z_]+): (?:"
    r"(\w[^\n]*)"  # a text
    r'|"([^"\\\n]*)"'  # a text in quotes
    rf"|\[({_WORDS}(?:, {_WORDS})*)\]"
    rf"|\{{({_PAIR}(?:, {_PAIR})*)\}}"
    r"|\|\n(  [^ \n][^\n]*(?:\n  [^\n]*|\n(?=\n))*)"  # the lines of a text; those that are empty need no spaces
    r")\n"
)
_END = re.compile(rf"{_BETWEEN}\Z")


def simple(text: str, shape: Shape | None) -> dict[str, Any] | None:
    """The content of a simple file, numbers and booleans by `shape`; None where the file is not simple.

    `text` holds no control characters but tabs and line breaks.
    """
    if "\t" in text or "\r" in text:
        return None
    shape = shape or Shape()
    content: dict[str, Any] = {}
    place = 0
    while entry := _ENTRY.match(text, place):
        key, line, quoted, words, pairs, lines = entry.groups()
        if key in content:
            return None
        if lines is not None:
            content[key] = lines[2:].replace("\n  ", "\n").rstrip("\n") + "\n"
        elif quoted is not None:
            content[key] = quoted
        else:
            inner = shape.properties.get(key, shape.others) or Shape()
            if line is not None:
                if line[-1] in ": " or ": " in line or " #" in line:
                    return None
                content[key] = convert(line, inner.leaf)
            elif words is not None:
                leaf = inner.entries.leaf if inner.entries else ""
                content[key] = [convert(word, leaf) for word in words.split(", ")]
            else:
                mapping = dict(_pairs(pairs, inner))
                if len(mapping) <= pairs.count(", "):
                    return None
                content[key] = mapping
        place = entry.end()
    return content if content and _END.match(text, place) else None


def _pairs(pairs: str, shape: Shape) -> Iterator[tuple[str, str | int | bool]]:
    """Keys and values between braces."""
    for pair in pairs.split(", "):
        key, _, value = pair.partition(": ")
        inner = shape.properties.get(key, shape.others)
        yield key, convert(value, inner.leaf if inner else "")
