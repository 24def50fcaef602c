"""Reads the simplest YAML, which most ideas are, by one pattern. What it does not know for certain, it declines.

Simple is a file of keys at the margin, each with a text on the same line, words in brackets or braces, or a text of
several lines after a bar, indented by two spaces; no tabs, and nothing that YAML could take for one of its signs. Of
such lines no parser can make anything else. All other files are libyaml's, and a test holds the two to each other.

It is here for one figure: without it, checking 10,000 ideas takes a seventh more processor time (0.96 s for 0.85 s),
though libyaml's way had been made a fifth quicker for the comparison; most of that is PyYAML making a node and two
marks for each word. Parsers that are quicker than libyaml (py-yaml12, ryaml) make 1.1 of 1.10 and true of True, and
pass over keys that stand twice or anchors, so that none could stand behind the same strictness.
"""

import re
from collections.abc import Iterator

from ideario.intake.plain import Plain
from ideario.intake.yaml.scalar_shapes import ScalarShape, convert

_WORDS = r"\w[\w.-]*(?: [\w.-]+)*"
_PAIR = rf"[a-z_]+: {_WORDS}"
_BETWEEN = r"(?:#[^\n]*\n|\n)*"
_ENTRY = re.compile(
    rf"{_BETWEEN}(?P<key>[a-z_]+): (?:"
    r"(?P<line>\w[^\n]*)"
    r'|"(?P<quoted>[^"\\\n]*)"'
    rf"|\[(?P<words>{_WORDS}(?:, {_WORDS})*)\]"
    rf"|\{{(?P<pairs>{_PAIR}(?:, {_PAIR})*)\}}"
    r"|\|\n(?P<lines>  [^ \n][^\n]*(?:\n  [^\n]*|\n(?=\n))*)"  # those that are empty need no spaces
    r")\n"
)
_END = re.compile(rf"{_BETWEEN}\Z")
_TEXT = ScalarShape()


def simple(text: str, shape: ScalarShape | None) -> dict[str, Plain] | None:
    """The content of a simple file, numbers and booleans by `shape`; None where the file is not simple.

    `text` holds no control characters but tabs and line breaks.
    """
    if "\t" in text or "\r" in text:
        return None
    shape = shape or _TEXT
    content: dict[str, Plain] = {}
    place = 0
    while entry := _ENTRY.match(text, place):
        form = str(entry.lastgroup)
        key, value = entry.group("key", form)
        if key in content:
            return None
        inner = shape.properties.get(key, shape.others)
        if form == "lines":
            content[key] = value[2:].replace("\n  ", "\n").rstrip("\n") + "\n"
        elif form == "quoted":
            content[key] = value
        elif form == "line":
            if value[-1] in ": " or ": " in value or " #" in value:
                return None
            content[key] = convert(value, inner.leaf) if inner else value
        elif form == "words":
            words = value.split(", ")
            leaf = inner.entries.leaf if inner and inner.entries else ""
            content[key] = [convert(word, leaf) for word in words] if leaf else words
        else:
            mapping = dict(_pairs(value, inner or _TEXT))
            if len(mapping) <= value.count(", "):
                return None
            content[key] = mapping
        place = entry.end()
    return content if content and _END.match(text, place) else None


def _pairs(pairs: str, shape: ScalarShape) -> Iterator[tuple[str, str | int | bool]]:
    """Keys and values between braces."""
    for pair in pairs.split(", "):
        key, _, value = pair.partition(": ")
        inner = shape.properties.get(key, shape.others)
        yield key, convert(value, inner.leaf if inner else "")
