"""One word for one thing: the words of the glossary are used, and those that were given up for them are not back.

The list is the glossary itself, on the page about the architecture. Looked at are names that others depend on or read:
of classes and their fields, of what schemas describe, of addresses and places in pages, and of words of the interface.
Prose is free: people propose ideas, and a file may be hidden.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml
from checkout import CHECKOUT
from house_rooms import MODULES, PACKAGE, nodes_of
from ideario.model.votes import RANKINGS, SETTLED
from ideario.publishing.api.register import DOCUMENTS

SITE = CHECKOUT / "site"
SHELL = SITE / "shell"
TEXT = (SITE / "pages" / "architecture.md").read_text("utf-8")
FOREIGN = {"github", "exchange"}
"""Rooms that speak of what others publish by the names that others gave it."""
FREE = {"stamp", "rule"}
"""What names of functions say, and what stands in names with another word alone."""


def glossary() -> Iterator[tuple[str, list[str]]]:
    """(word, the words that were given up for it) of each line of the glossary; a bold word counts as well."""
    table = TEXT.partition("| Word | ")[2].partition("\n\n")[0]
    for line in table.splitlines()[2:]:
        word, meaning, given_up = (cell.strip() for cell in line.strip("|").split("|"))
        yield word, [old.strip() for old in given_up.split(",") if old.strip()]
        yield from ((more, []) for more in re.findall(r"\*\*([a-z ]+)\*\*", meaning))


def idle() -> list[str]:
    """The words that say nothing, as the page has them."""
    found = re.search(r"words that say nothing: ([a-z, ]+)\.", TEXT)
    assert found is not None
    return found[1].split(", ")


GIVEN_UP = sorted({old for _, olds in glossary() for old in olds} | {*idle()})


def words_of(name: str) -> set[str]:
    """The words that a name is made of: those of `FlaggedBallot` and `flagged_ballot` are flagged and ballot."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def has(name: str, old: str) -> bool:
    """Whether a name is made of this word, or of more of them, among others."""
    found = words_of(name)
    return all({word, f"{word}s"} & found for word in words_of(old))


def classes() -> Iterator[tuple[str, list[str]]]:
    """The name of each class and of its fields. What others publish has fields by the names that they gave them."""
    for path in MODULES:
        foreign = path.relative_to(PACKAGE).parts[0] in FOREIGN
        for node in nodes_of(path):
            if isinstance(node, ast.ClassDef):
                fields = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and _named(one.target)]
                yield node.name, [] if foreign else fields


def _named(target: ast.expr) -> bool:
    return isinstance(target, ast.Name)


def properties(node: Any) -> Iterator[str]:
    """The names of all properties in a JSON Schema, of its definitions, and the values of its enums."""
    if isinstance(node, dict):
        for key in ("properties", "enum", "$defs"):
            found = node.get(key, ())
            yield from (str(name) for name in found) if isinstance(found, dict | list) else ()
        for value in node.values():
            yield from properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value)


def schemas() -> set[str]:
    """The names of schemas and of all that they describe."""
    files = sorted((CHECKOUT / "schemas").glob("*.json"))
    return {key for file in files for key in properties(json.loads(file.read_bytes()))} | {file.stem for file in files}


def addresses() -> set[str]:
    """All addresses that every site has, in any language, and of this community's own pages; but not of its ideas."""
    pages = [
        path.relative_to(top) for top in (SHELL / "pages", SHELL / "records", SITE / "pages") for path in top.rglob("*")
    ]
    return {str(path) for path in pages} | {*RANKINGS, *SETTLED, *DOCUMENTS.values()}


def places() -> set[str]:
    """What templates, pages and the style sheet call places in a page: ids and classes."""
    texts = [
        path.read_text("utf-8")
        for top in (SHELL, SITE / "pages")
        for path in top.rglob("*")
        if path.suffix in {".html", ".md"}
    ]
    found = {name for text in texts for names in re.findall(r'(?:id|class)="([^"{]*)"', text) for name in names.split()}
    found |= {name for text in texts for name in re.findall(r"\{ #([\w-]+) \}", text)}
    sheets = (SHELL / "assets" / "styles").glob("*.css")
    return found | {name for sheet in sheets for name in re.findall(r"\.([a-z][\w-]*)", sheet.read_text("utf-8"))}


def interface() -> set[str]:
    """The keys of all words of the interface, which in each file stand below its language."""
    files = [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in (SHELL / "words").glob("*.yml")]
    return {key for file in files for words in file.values() for key in words}


@cache
def names() -> Mapping[str, set[str]]:
    """All that is looked at, by its kind."""
    found = dict(classes())
    return {
        "class": {*found},
        "field": {field for fields in found.values() for field in fields},
        "schema": schemas(),
        "address": addresses(),
        "place in a page": places(),
        "word of the interface": interface(),
    }


def test_the_words_of_the_interface_are_among_the_names() -> None:
    assert {"ideas.count", "status.done", "vote.not.done"} <= names()["word of the interface"]


def test_each_word_of_the_glossary_is_a_word_of_the_program() -> None:
    words = [word for word, _ in glossary()]
    assert len(words) == len(set(words)) > 25
    told = {name for kind in ("class", "schema", "address") for name in names()[kind]}
    assert [word for word in words if word not in FREE and not any(has(name, word) for name in told)] == []


@pytest.mark.parametrize("old", GIVEN_UP)
def test_no_word_that_was_given_up_is_back(old: str) -> None:
    assert [f"{kind}: {name}" for kind, found in names().items() for name in sorted(found) if has(name, old)] == []


@pytest.mark.parametrize(
    ("kind", "name"), [("class", "HiddenVote"), ("schema", "proposed_more"), ("address", "signs/")]
)
def test_a_word_that_came_back_would_be_seen(kind: str, name: str) -> None:
    assert name not in names()[kind]
    assert [old for old in GIVEN_UP if has(name, old)] != []
