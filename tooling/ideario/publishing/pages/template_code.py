"""Compiles templates to quicker Python than jinja2 does by itself, since a site fills ten thousands of them.

What a template means stays the same but for this: `one.name` reads a field, and never the key of a mapping, which is
`one['name']`. A test names the version of jinja2 that it fits, since it writes into the inside of that.
"""

from collections.abc import MutableMapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from ideario.publishing.pages.escaping import escaped
from ideario.publishing.shells.compiled_templates import CompiledTemplates

HTML = frozenset(("t", "tagged", "foreign"))
"""What templates are given to call that gives Markup, and nothing else."""
PLAIN = HTML | {"spelt"}
"""What templates are given to call that wants nothing but what it is called with; so do the formats in `fmt`."""


class _Context(Context):
    """Calls macros straight away where they are handed all that they ask for.

    It is made for each of fifty thousand texts, so what is the same for all of them is made once: that takes a tenth
    of the time of a row in a list.
    """

    def __init__(
        self,
        environment: "QuickEnvironment",
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Any],
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - called by this name
    ) -> None:
        if blocks:  # somebody's own template, in parts that another one takes the place of
            super().__init__(environment, parent, name, blocks, globals)
            return
        self.parent, self.vars, self.environment, self.name = parent, {}, environment, name
        self.eval_ctx, self.exported_vars, self.globals_keys, self.blocks = environment.evaluated, set(), set(), {}

    def call(
        self, obj: Any, /, *values: Any, _loop_vars: object = None, _block_vars: object = None, **named: Any
    ) -> Any:
        if type(obj) is not Macro:
            return obj(*values, **named)
        if named or len(values) != len(obj.arguments) or obj.caller or obj.catch_kwargs or obj.catch_varargs:
            return obj(self.eval_ctx, *values, **named)
        return Markup(obj._func(*values))  # noqa: S704, SLF001 - a macro has escaped what it shows


class _Code(CodeGenerator):
    """Writes fields, and calls of what templates are given, as Python has them; and escapes by `escaped`."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape = environment.escaped")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - called by this name
        if iskeyword(node.attr) or isinstance(node.node, nodes.Const):
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

    def visit_Call(  # noqa: N802 - by this name
        self, node: nodes.Call, frame: Frame, *forward: bool, **caller: bool
    ) -> None:
        dynamic = (
            forward or caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs)
        )
        if dynamic or not _is_plain(node.node, frame):
            super().visit_Call(node, frame, *forward, **caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for number, value in enumerate((*node.args, *node.kwargs)):
            self.write(", " if number else "")
            self.visit(value, frame)
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if isinstance(node, nodes.Call) and _is_given(node.node, frame, HTML) and frame.eval_ctx.autoescape:
            self.write("(")
        else:
            super()._output_child_pre(node, frame, finalize)


def _is_given(node: nodes.Node, frame: Frame, names: frozenset[str]) -> bool:
    """Whether a name is one of `names`, and what every template is given: nothing of its own that is called so."""
    if not isinstance(node, nodes.Name) or node.name not in names:
        return False
    place = frame.symbols.find_ref(node.name)
    return place is not None and frame.symbols.find_load(place) == (VAR_LOAD_RESOLVE, node.name)


def _is_plain(node: nodes.Node, frame: Frame) -> bool:
    return _is_given(node, frame, PLAIN) or (
        isinstance(node, nodes.Getattr) and _is_given(node.node, frame, frozenset(("fmt",)))
    )


COMPILED = CompiledTemplates("templates", Path(__file__).read_bytes())
"""For the next build of a process that serves, too."""


class QuickEnvironment(Environment):
    """An environment whose templates are compiled so, each of them once."""

    context_class = _Context
    code_generator_class = _Code
    escaped = staticmethod(escaped)

    def __init__(self, **options: Any) -> None:
        super().__init__(auto_reload=False, bytecode_cache=COMPILED, **options)
        self._known: dict[str, Template] = {}
        self.evaluated = EvalContext(self)

    def get_template(self, name: str | Template, parent: str | None = None, *others: Any, **named: Any) -> Template:
        """The template, looked for once: files of templates do not change while an environment lives."""
        if not isinstance(name, str) or others or named:
            return super().get_template(name, parent, *others, **named)
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = super().get_template(name, parent)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A dictionary, and not a chain of two, whose copy for each page would take a fifth of that page's time."""
        return {**self.globals, **(d or {})}
