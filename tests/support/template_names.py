"""Reads templates as jinja2 parses them, and follows every name in them to the types of what they are filled with.

Renders nothing, so that a name is found that no example happens to reach. What it cannot follow it complains of.
"""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

from ideario.publishing.views.template_view import TemplateView
from ideario.publishing.words import Formats
from jinja2 import Environment, nodes
from jinja2.runtime import LoopContext
from markupsafe import Markup

Scope = dict[str, Any]
"""Per name in a template its type as annotations say it, or a Macro."""

ENVIRONMENT: Mapping[str, Any] = {
    **dict.fromkeys(("t", "tagged", "foreign", "spelt", "dict"), object),
    "fmt": Formats,
    "up": str,
    "rankings": list[str],
    "settled": tuple[str, ...],
    "proposing": bool,
}
"""What `templates.py` and jinja2 give to every template; `object` is called, and never looked into."""
RESULTS: Mapping[tuple[type, str], Any] = {
    (str, "split"): list[str],
    (str, "partition"): tuple[str, ...],
}
"""What the methods give that templates call and look into."""


@dataclass(frozen=True)
class Macro:
    """A macro, with the names that its own file knows."""

    node: nodes.Macro
    file: str
    around: Scope


@dataclass
class Names:
    """What was found in the templates of `folder`: complaints as `file:line: what`, the fields that were read."""

    folder: Path
    complaints: list[str] = field(default_factory=list)
    read: set[tuple[type, str]] = field(default_factory=set)
    trees: dict[str, nodes.Template] = field(default_factory=dict)
    known: dict[str, Scope] = field(default_factory=dict)
    called: set[tuple[str, str]] = field(default_factory=set)

    def template(self, name: str, scope: Scope) -> None:
        """Follow the names of a file, of which `scope` holds those that it is given."""
        self.statements(self.parsed(name).body, scope, name)

    def parsed(self, name: str) -> nodes.Template:
        if name not in self.trees:
            self.trees[name] = parsed((self.folder / name).read_text("utf-8"))
        return self.trees[name]

    def complain(self, node: nodes.Node, file: str, what: str) -> Any:
        complaint = f"{file}:{node.lineno}: {what}"
        if complaint not in self.complaints:
            self.complaints.append(complaint)
        return object

    # ---- statements

    def statements(self, body: Iterable[nodes.Node], scope: Scope, file: str) -> None:
        for node in body:
            self.statement(node, scope, file)

    def statement(self, node: nodes.Node, scope: Scope, file: str) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self.value(part, scope, file)
            case nodes.If():
                self.value(node.test, scope, file)
                self.statements([*node.body, *node.elif_, *node.else_], scope, file)
            case nodes.For():
                self.loop(node, scope, file)
            case nodes.Assign():
                self.assign(node.target, self.value(node.node, scope, file), scope)
            case nodes.With():
                inner = dict(scope)
                self.assign(nodes.Tuple(node.targets, "store"), self.all_values(node.values, scope, file), inner)
                self.statements(node.body, inner, file)
            case nodes.Include(template=nodes.Const(value=str(name))):
                self.template(name, dict(scope))
            case nodes.FromImport(template=nodes.Const(value=str(name))):
                known = self.macros(name)
                for wanted, given in (name if isinstance(name, tuple) else (name, name) for name in node.names):
                    scope[given] = known.get(wanted) or self.complain(node, file, f"no macro {wanted}")
            case nodes.Macro():
                scope[node.name] = Macro(node, file, scope)
            case _:
                self.complain(node, file, f"cannot follow {type(node).__name__}")

    def loop(self, node: nodes.For, scope: Scope, file: str) -> None:
        inner = {**scope, "loop": LoopContext}
        self.assign(node.target, element(self.value(node.iter, scope, file)), inner)
        if node.test is not None:
            self.value(node.test, inner, file)
        self.statements(node.body, inner, file)
        self.statements(node.else_, dict(scope), file)

    def macros(self, name: str) -> Scope:
        """The macros of a file; what else it does is nothing."""
        if name not in self.known:
            body = [node for node in self.parsed(name).body if isinstance(node, nodes.Macro | nodes.FromImport)]
            self.known[name] = {}
            self.statements(body, self.known[name], name)
        return self.known[name]

    def assign(self, target: nodes.Node, value: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Tuple):
            for place, part in enumerate(target.items):
                self.assign(part, element(value, place), scope)
        else:
            assert isinstance(target, nodes.Name)
            scope[target.name] = value

    # ---- values

    def value(self, node: nodes.Node, scope: Scope, file: str) -> Any:
        """The type of an expression; `object` for one that nothing more is known of."""
        match node:
            case nodes.TemplateData():
                return str
            case nodes.Name():
                if node.name not in scope and node.name not in ENVIRONMENT:
                    return self.complain(node, file, f"nothing is called {node.name}")
                return scope[node.name] if node.name in scope else ENVIRONMENT[node.name]
            case nodes.Const():
                return type(node.value)
            case nodes.Getattr():
                return self.attribute(self.value(node.node, scope, file), node.attr, node, file)
            case nodes.Getitem():
                whole = self.value(node.node, scope, file)
                self.value(node.arg, scope, file)
                if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                    return self.entry(whole, node.arg.value, node, file)
                return whole if isinstance(node.arg, nodes.Slice) else element(whole)
            case nodes.Call():
                return self.called_value(node, scope, file)
            case nodes.Filter() if node.node is not None:
                return self.filtered(node, self.value(node.node, scope, file), scope, file)
            case nodes.Concat() | nodes.Compare() | nodes.Not() | nodes.Test() | nodes.BinExpr() | nodes.List():
                self.all_values(node.iter_child_nodes(), scope, file)
                return list[str] if isinstance(node, nodes.List) else str
            case nodes.CondExpr() | nodes.Operand() | nodes.Slice() | nodes.Tuple() | nodes.Keyword():
                inside = self.all_values(node.iter_child_nodes(), scope, file)
                return inside if isinstance(node, nodes.Tuple) else object
            case _:
                return self.complain(node, file, f"cannot follow {type(node).__name__}")

    def all_values(self, parts: Iterable[nodes.Node], scope: Scope, file: str) -> Any:
        """The type of the tuple of some values."""
        return types.GenericAlias(tuple, tuple(self.value(part, scope, file) for part in parts))

    def filtered(self, node: nodes.Filter, whole: Any, scope: Scope, file: str) -> Any:
        self.all_values(node.args, scope, file)
        match node:
            case nodes.Filter(name="list" | "reject"):
                return whole
            case nodes.Filter(name="selectattr", args=[nodes.Const(value=str(name))]):
                self.attribute(element(whole), name, node, file)
                return whole
        return str

    def called_value(self, node: nodes.Call, scope: Scope, file: str) -> Any:
        arguments = [self.value(argument, scope, file) for argument in node.args]
        self.all_values([part for part in (node.dyn_args, node.dyn_kwargs) if part is not None], scope, file)
        named = {argument.key: self.value(argument.value, scope, file) for argument in node.kwargs}
        if isinstance(node.node, nodes.Getattr):
            owner = self.value(node.node.node, scope, file)
            self.attribute(owner, node.node.attr, node, file)
            if node.node.attr == "items" and is_mapping(owner):
                return list[tuple[get_args(owner)]]  # type: ignore[misc]  # known only here
            return RESULTS.get((owner, node.node.attr), object)
        found = self.value(node.node, scope, file)
        if isinstance(found, Macro):
            self.called.add((found.file, found.node.name))
            wanted = [argument.name for argument in found.node.args]
            preset = wanted[len(wanted) - len(found.node.defaults) :]
            given = {**dict.fromkeys(preset, str), **dict(zip(wanted, arguments, strict=False)), **named}
            if set(given) != set(wanted) or len(arguments) > len(wanted):
                self.complain(node, file, f"{found.node.name} takes {wanted}")
            self.statements(found.node.body, {**found.around, **given}, found.file)
            return Markup
        return object

    def attribute(self, owner: Any, name: str, node: nodes.Node, file: str) -> Any:
        """The type of an attribute."""
        found = [self.one_attribute(one, name, node, file) for one in alternatives(owner)]
        return typing.Union[tuple(found)] if found else object  # noqa: UP007 - of any number

    def one_attribute(self, owner: Any, name: str, node: nodes.Node, file: str) -> Any:
        if isinstance(owner, type) and is_dataclass(owner):
            hints = hints_of(owner)
            if name in hints:
                self.read.add((owner, name))
                return hints[name]
            found = getattr(owner, name, None)
            if isinstance(found, property):
                return get_type_hints(found.fget)["return"]
        elif isinstance(owner, type) and is_typeddict(owner):
            return self.complain(node, file, f"{owner.__name__} has entries: ['{name}']")
        elif owner is not object and hasattr(get_origin(owner) or owner, name):
            return RESULTS.get((owner, name), object)
        return self.complain(node, file, f"{getattr(owner, '__name__', owner)} has no {name}")

    def entry(self, owner: Any, name: str, node: nodes.Node, file: str) -> Any:
        """The type of an entry of a mapping."""
        found = []
        for one in alternatives(owner):
            if is_typeddict(one) and name in hints_of(one):
                self.read.add((one, name))
                found.append(hints_of(one)[name])
            elif is_mapping(one):
                found.append(get_args(one)[1])
            else:
                found.append(self.complain(node, file, f"{getattr(one, '__name__', one)} has no entry {name}"))
        return typing.Union[tuple(found)] if found else object  # noqa: UP007 - of any number


@cache
def parsed(text: str) -> nodes.Template:
    """A template as jinja2 parses it, once for all tests, none of which changes it."""
    return Environment(autoescape=True).parse(text)


def hints_of(owner: type) -> Mapping[str, Any]:
    """The fields of a dataclass or a typed dictionary, by name."""
    return _hints_of(owner)


@cache
def _hints_of(owner: type) -> Mapping[str, Any]:
    hints = get_type_hints(owner)
    wanted = [part.name for part in fields(owner)] if is_dataclass(owner) else list(hints)
    return {name: hints[name] for name in wanted}


def alternatives(hint: Any) -> Iterator[Any]:
    """The types that a value of a type may have; None is none of them, since templates ask for it first."""
    if get_origin(hint) in (typing.Union, types.UnionType):
        for one in get_args(hint):
            yield from alternatives(one)
    elif get_origin(hint) is Literal:
        yield from {type(value) for value in get_args(hint)}
    elif hint is not types.NoneType:
        yield hint


def is_mapping(hint: Any) -> bool:
    return isinstance(origin := get_origin(hint), type) and issubclass(origin, Mapping)


def element(hint: Any, place: int = 0) -> Any:
    """The type of what a sequence holds (a pair: at a place), of the keys of a mapping; `object` where nobody knows."""
    found: list[Any] = []
    for one in alternatives(hint):
        arguments = get_args(one)
        if get_origin(one) is tuple and Ellipsis not in arguments:
            found.append(arguments[place])
        else:
            origin = get_origin(one)
            inside = isinstance(origin, type) and issubclass(origin, Iterable) and arguments
            found.append(arguments[0] if inside else str if one is str else object)
    return typing.Union[tuple(found)] if found else object  # noqa: UP007 - of any number


def views_within(view: type) -> Iterator[type]:
    """A view and all others that stand somewhere in its fields."""
    seen: set[type] = set()
    waiting: list[Any] = [view]
    while waiting:
        hint = waiting.pop()
        waiting += get_args(hint)
        if isinstance(hint, type) and is_dataclass(hint) and hint not in seen:
            seen.add(hint)
            waiting += hints_of(hint).values()
            yield hint


def names_in(folder: Path, views: Sequence[type[TemplateView]]) -> Names:
    """All names in the templates of a folder, followed from what each view gives to its own."""
    names = Names(folder)
    for view in views:
        names.template(view.template, dict(hints_of(view)))
    return names
