"""Every kind of mistake that the package can tell stands in the register, with a level and a text that is published."""

import ast
import re
from collections.abc import Iterator

from checkout import CHECKOUT
from house_rooms import PACKAGE, nodes_of
from ideario.intake.rules import FILE_RULES

SOURCES = sorted(PACKAGE.rglob("*.py"))
ID = re.compile(r"[a-z]+(-[a-z0-9]+)*")
OTHER_RULES = re.compile(r"R[0-9]+|X|top|greedy|equal-shares")
"""Ids of vote rules and names of winner rules, which are called `rule` too."""


def taking_rules() -> dict[str, int]:
    """The functions and methods that take a rule by its place, and at which: seen from the caller, without `self`."""
    found = {"Told": 0}
    for path in SOURCES:
        for node in nodes_of(path):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                returned = ast.unparse(node.returns) if node.returns else ""
                if "rule" in names and returned in {"Problem", "Fault", "Finding", "Told", "None"}:
                    found[node.name] = names.index("rule")
    return found


def texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression can be: itself, or either side of an `if`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def told() -> Iterator[tuple[str, str]]:
    """(where, id) of every rule that is named where a Problem, or what becomes one, is made."""
    places = taking_rules()
    for path in SOURCES:
        for node in nodes_of(path):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
                given += node.args[places[name] : places[name] + 1] if name in places else []
            elif isinstance(node, ast.FunctionDef):
                arguments = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                given = [default for argument, default in arguments if argument.arg == "rule" and default]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
                values = node.value.elts if isinstance(node.value, ast.Tuple) else []
                pairs = zip(node.targets[0].elts, values, strict=False)
                given = [value for target, value in pairs if getattr(target, "id", "") == "rule"]
            elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and {"error", "warning"} & {*texts(node.elts[0])}:
                given = node.elts[1:2]
            for value in given:
                for rule in texts(value):
                    if ID.fullmatch(rule) and not OTHER_RULES.fullmatch(rule):
                        yield f"{path.relative_to(CHECKOUT)}:{value.lineno}", rule


def test_every_rule_that_is_told_stands_in_the_register() -> None:
    found = [*told()]
    assert [f"{place}: {rule}" for place, rule in found if rule not in FILE_RULES] == []
    rules = {rule for _, rule in found}
    assert {"ledger-chain", "pabulib", "other-flags", "missing-votes", "too-deep", "wrong-type", "cut-by-hash"} <= rules


def test_the_register_holds_no_rule_that_nobody_tells() -> None:
    texts_here = {
        node.value
        for path in SOURCES
        if path.name != "file_rules.py"
        for node in nodes_of(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    functions = {
        node.name.replace("_", "-") for path in SOURCES for node in nodes_of(path) if isinstance(node, ast.FunctionDef)
    }
    assert [rule for rule in FILE_RULES if rule not in texts_here | functions] == []
