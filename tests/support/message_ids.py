"""Every sentence that the program can say in another language, read off its syntax trees, its schemas and its rules.

`python tests/support/message_ids.py` brings the catalogues up to date: new sentences get an entry without a
translation, and those that nobody says any more lose theirs.
"""

import ast
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, get_args

from babel.messages.pofile import normalize, read_po
from checkout import CHECKOUT
from house_rooms import MODULES, PACKAGE, nodes_of, syntax_of
from ideario.intake.rules import FILE_RULES
from ideario.intake.schemas import Kind

SAYING = {"say": 1, "several": 2}
"""The functions that make sentences, each with how many templates it takes."""


SAID = "ideario.messages.said"
"""Where those who make sentences have these functions from; others may call something else so."""


DRAFTED: tuple[Kind, ...] = ("idea", "challenge", "person", "decision", "review", "exclusion")
"""The kinds of files that `new` writes, with an example for each key that nobody gave."""


class Sentence(NamedTuple):
    """A template, what it is for a number that is not 1 ("" for none), the values it is given, and where it stands."""

    template: str
    plural: str
    values: frozenset[str]
    place: str


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """(place, call) of everything that makes a sentence."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for module in MODULES:
        if not any(isinstance(node, ast.ImportFrom) and node.module == SAID for node in syntax_of(module).body):
            continue
        for node in nodes_of(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                yield f"{module.relative_to(PACKAGE).as_posix()}:{node.lineno}", node


def written_out(call: ast.Call) -> bool:
    """Whether the templates of a call are literal texts, and its values have names."""
    assert isinstance(call.func, ast.Name)
    count = SAYING[call.func.id]
    literal = [isinstance(one, ast.Constant) and isinstance(one.value, str) for one in call.args[:count]]
    return len(literal) == count and all(literal) and all(keyword.arg for keyword in call.keywords)


def sentences() -> Iterator[Sentence]:
    """All of them, some more than once."""
    for place, call in calls():
        if written_out(call):
            one, *more = [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant) and arg.value != ""][:2]
            assert isinstance(call.func, ast.Name)
            names = {str(keyword.arg) for keyword in call.keywords}
            several = call.func.id == "several"
            yield Sentence(one, more[0] if several else "", frozenset(names | ({"count"} if several else set())), place)
    for kind in ("common", *get_args(Kind)):
        file = CHECKOUT / "schemas" / f"{kind}.schema.json"
        for text in descriptions(json.loads(file.read_text("utf-8"))):
            yield Sentence(text, "", frozenset(), file.name)
    for kind in DRAFTED:
        file = CHECKOUT / "schemas" / f"{kind}.schema.json"
        for part in json.loads(file.read_text("utf-8"))["properties"].values():
            for text in words_in(part.get("examples", [])[:1]):
                yield Sentence(text, "", frozenset(), file.name)
    for rule in FILE_RULES.values():
        yield Sentence(rule.text, "", frozenset(), f"the file rule {rule.id}")


def descriptions(schema: object) -> Iterator[str]:
    """What a schema and all that is in it say of themselves."""
    if isinstance(schema, dict):
        if isinstance(schema.get("description"), str):
            yield schema["description"]
        for part in schema.values():
            yield from descriptions(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from descriptions(part)


def words_in(example: object) -> Iterator[str]:
    """The texts of an example that are words, and neither a name of one word nor an amount."""
    if isinstance(example, str) and re.search(r"\S \S", example) and re.search(r"[a-z]", example):
        yield example
    elif isinstance(example, dict | list):
        for part in example.values() if isinstance(example, dict) else example:
            yield from words_in(part)


def ids() -> dict[str, str]:
    """The plural of each template, "" for none, in alphabetical order."""
    return dict(sorted({sentence.template: sentence.plural for sentence in sentences()}.items()))


def renewed(po: str) -> str:
    """The text of a catalogue that has an entry for every sentence there is, and no other, in the order of `ids`."""
    head, *_ = po.partition("\n\n")
    known = read_po(io.StringIO(po))
    entries = [head]
    for template, plural in ids().items():
        found = known.get(template)
        string = found.string if found is not None else ""
        forms = [string] if isinstance(string, str) else [*(string or ())]
        lines = [f"msgid {normalize(template, width=0)}"]
        if plural:
            forms += [""] * (known.num_plurals - len(forms))
            lines.append(f"msgid_plural {normalize(plural, width=0)}")
            forms = forms[: known.num_plurals]
            lines += [f"msgstr[{number}] {normalize(form, width=0)}" for number, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {normalize((forms or [''])[0], width=0)}")
        entries.append("\n".join(lines))
    return "\n\n".join(entries) + "\n"


if __name__ == "__main__":
    for file in (PACKAGE / "messages").glob("*.po"):
        file.write_text(renewed(file.read_text("utf-8")), "utf-8")
