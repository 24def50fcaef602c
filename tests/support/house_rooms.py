"""The rooms of the package, which of them may import which, and the syntax of its modules."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from checkout import CHECKOUT

PACKAGE = CHECKOUT / "tooling" / "ideario"
STRANGERS = PACKAGE / "voting" / "recount.py"
"""A program of its own, which is published for strangers: no room, and nobody's to import."""
MODULES = sorted({*PACKAGE.rglob("*.py")} - {STRANGERS})
FOUNDATION = {
    "messages", "model", "problems", "resources", "files", "forking", "user_cache", "slugs", "reporters", "fences",
    "differences", "progress", "spreadsheets", "sealed",
}  # fmt: skip
STORES = {"ledger", "forge", "git"}
"""What lies below the rooms: where votes are kept, the port to where they are given, and what git holds."""
ROOMS = {
    "answering", "moderating", "intake", "voting", "similarity", "syncing", "publishing", "exchange", "founding",
    "notifying", "reporting",
}  # fmt: skip
ADAPTERS = {"github"}
"""Rooms that are a forge's adapter: whoever adds one needs the port and no other of them."""
MAY_IMPORT: Mapping[str, set[str]] = {
    **dict.fromkeys(FOUNDATION | STORES, FOUNDATION | {"version"}),
    **dict.fromkeys(ADAPTERS, FOUNDATION | {"forge", "version"}),
    **dict.fromkeys(ROOMS, FOUNDATION | STORES | {"version"}),
    "actions": FOUNDATION | STORES | ROOMS | {"version"},
    "cli": FOUNDATION | STORES | ROOMS | ADAPTERS | {"actions", "version"},
    "__main__": {"cli"},
    "version": set(),
}
"""`cli` chooses the forge, so it alone knows which ones there are; of the rooms it knows their values and no more."""


@cache
def syntax_of(path: Path) -> ast.Module:
    """The syntax tree of a module, parsed once for all tests that look into it, none of which changes it."""
    return ast.parse(path.read_bytes())


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Everything that stands in a module, walked through once for all tests."""
    return tuple(ast.walk(syntax_of(path)))
