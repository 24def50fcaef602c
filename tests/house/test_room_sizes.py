"""The rooms stay ones that a stranger finds their way in: names that mean one thing, folders and modules not full."""

import ast
import re
from collections import defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

from house_rooms import MODULES, PACKAGE, nodes_of, syntax_of

NAMED_OFTEN = {"__init__", "__main__"}
MAX_MODULES = 15
MAX_LINES = 300
MAX_ANY = 8
"""So many times a thousand lines name `Any`."""


def repeated(named: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in named.items() if len(places) > 1}


def where(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_a_module_has_a_name_of_its_own() -> None:
    """But for a command, which is a module of `cli` that speaks and one of `actions` that works."""
    named = defaultdict(list)
    for path in MODULES:
        if path.stem not in NAMED_OFTEN:
            named[path.stem].append(where(path))
    pairs = {
        name for name, places in named.items() if [place.partition("/")[0] for place in places] == ["actions", "cli"]
    }
    assert {name: places for name, places in repeated(named).items() if name not in pairs} == {}


def test_a_class_has_a_name_of_its_own() -> None:
    named = defaultdict(list)
    for path in MODULES:
        for node in nodes_of(path):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named[node.name].append(where(path))
    assert repeated(named) == {}


def test_no_folder_is_full() -> None:
    number: dict[str, int] = defaultdict(int)
    for path in MODULES:
        number[where(path.parent)] += path.stem != "__init__"
    assert {folder: modules for folder, modules in number.items() if modules > MAX_MODULES} == {}


def test_no_module_is_too_long_to_read_in_one_sitting() -> None:
    lengths = {where(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {path: lines for path, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_module_only_passes_on() -> None:
    """What a room has is imported from where it stands: a list of names beside it would be a second place to keep."""
    passing = []
    for path in MODULES:
        body = syntax_of(path).body
        does = any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign) for node in body)
        imports = any(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
        if imports and not does and path.stem != "__main__":
            passing.append(where(path))
    assert passing == []


def test_no_module_lists_names_of_others_as_its_own() -> None:
    """Whoever imports says where a name stands; mypy sees to it that nobody takes it from where it is only used."""
    assert [where(path) for path in MODULES if re.search(r"^__all__\b", path.read_text(), re.MULTILINE)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Not even from within a function: which of two modules is the lower one has an answer."""
    names = {".".join(("ideario", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in MODULES}
    graph: TopologicalSorter[str | None] = TopologicalSorter()
    for name, path in names.items():
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    imported = {node.module, f"{node.module}.{alias.name}"} & names.keys()
                    graph.add(name, *imported)
    graph.prepare()


def test_types_say_what_a_value_is() -> None:
    texts = [path.read_text() for path in MODULES]
    named = sum(
        bool(re.search(r"\bAny\b", line)) and "import" not in line for text in texts for line in text.splitlines()
    )
    lines = sum(len(text.splitlines()) for text in texts)
    assert named * 1000 <= MAX_ANY * lines, f"{named} of {lines} lines name Any"
