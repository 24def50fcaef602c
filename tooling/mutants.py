"""Changes the rule, the line and the eligibility in one small place at a time, and tells which changes no test notices.

`make mutants` runs all of it (an hour or so); `--every 5` runs a fifth. A change that is noticed is a mutant killed.
What survives is printed, with its line: either a test is missing, or the change makes no difference.
"""

import argparse
import ast
import importlib.abc
import importlib.util
import io
import os
import re
import signal
import sys
import tempfile
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tooling" / "ideario"
SECONDS = 300
GOAL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file to change, and the tests that ought to notice."""

    file: str
    tests: tuple[str, ...]


TARGETS = (
    Target(file="voting/counting/count.sql", tests=("voting/test_corpus.py", "voting/test_tally.py")),
    Target(
        file="ledger/format.py", tests=("ledger/test_lines.py", "ledger/test_ledger.py", "ledger/test_close_windows.py")
    ),
    Target(file="ledger/line_reader.py", tests=("ledger/test_lines.py", "ledger/test_ledger.py")),
    Target(file="syncing/eligibility.py", tests=("syncing/test_eligibility.py",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A file with one change."""

    line: int
    what: str
    text: str


SWAPS = {
    ">": (">=", "<"), ">=": (">", "<"), "<": ("<=", ">"), "<=": ("<", ">"), "==": ("!=",), "!=": ("==",), "=": ("<>",),
    "<>": ("=",), "and": ("or",), "or": ("and",), "AND": ("OR",), "OR": ("AND",), "not": ("",), "in": ("not in",),
    "is": ("is not",), "TRUE": ("FALSE",), "FALSE": ("TRUE",), "True": ("False",), "False": ("True",), "None": ("0",),
    "max": ("min",), "min": ("max",), "+": ("-",), "-": ("+",), "//": ("%",), "%": ("//",), "|": ("&",), "&": ("|",),
    "DISTINCT": ("",), "continue": ("break",), "yield": ("0 and",), "return": ("return None #",), "+=": ("-=",),
}  # fmt: skip
_SQL = re.compile(r"--[^\n]*|'[^']*'|[A-Za-z_]+|[0-9]+|<>|>=|<=|[^\sA-Za-z_0-9]")
_SQL_SWAPS = {
    "LEFT JOIN": "JOIN", "UNION ALL": "UNION", "IS NULL": "IS NOT NULL", "IS NOT NULL": "IS NULL", "<> ''": "= ''",
    "idea = target THEN 0 ELSE 1": "idea = target THEN 1 ELSE 0", ", given, seq,": ", seq, given,",
    "max(seq)": "min(seq)",
}  # fmt: skip


def sql_mutants(text: str) -> Iterator[Mutant]:
    """One change in a statement, comments left alone."""
    for found in _SQL.finditer(text):
        token = found[0]
        if token.startswith("--"):
            continue
        others = SWAPS.get(token, ())
        if token.startswith("'") and len(token) > 2:
            others = (f"'{token[1:-1]}x'",)
        elif token.isdigit():
            others = (str(int(token) + 1),)
        for other in others:
            yield _changed(text, found.start(), found.end(), other)
    code = re.sub(r"--[^\n]*", lambda m: " " * len(m[0]), text)
    for old, new in _SQL_SWAPS.items():
        for found in re.finditer(re.escape(old), code):
            yield _changed(text, found.start(), found.end(), new)


def python_mutants(text: str) -> Iterator[Mutant]:
    """One change in what a program does: signs, words, numbers and texts; docstrings and annotations left alone."""
    tree = ast.parse(text)
    apart = {
        (node.lineno, node.col_offset)
        for parent in ast.walk(tree)
        for node in _left_alone(parent)
        for node in ast.walk(node)
        if hasattr(node, "lineno")
    }
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        begin, end = starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
        if token.start in apart or token.line.lstrip().startswith(("import ", "from ", "def ", "@", "class ")):
            continue
        others: Sequence[str] = SWAPS.get(token.string, ()) if token.type in {tokenize.OP, tokenize.NAME} else ()
        if token.type == tokenize.NUMBER and token.string.replace("_", "").isdigit():
            others = (str(int(token.string) + 1),)
        elif (
            token.type == tokenize.STRING
            and len(token.string) > 2
            and "f" not in token.string.partition(token.string[-1])[0]
        ):
            others = (token.string[:-1] + "x" + token.string[-1],)
        if token.string in {"|", "-", "&"} and ":" in token.line.partition(token.string)[0] and "=" not in token.line:
            continue  # a type
        for other in others if not text[begin:].startswith("return None\n") else ():
            yield _changed(text, begin, end, other)


def _left_alone(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.FunctionDef) and node.returns:
        yield node.returns
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node


def _changed(text: str, begin: int, end: int, other: str) -> Mutant:
    line = text.count("\n", 0, begin) + 1
    whole = text.splitlines()[line - 1].strip()
    return Mutant(
        line=line,
        what=f"{text[begin:end]} → {other or 'nothing'}   in: {whole}",
        text=text[:begin] + other + text[end:],
    )


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module of the package another text."""

    def __init__(self, name: str, text: str, file: Path) -> None:
        self.name, self.text, self.file = name, text, file

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.file, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, str(self.file), "exec"), module.__dict__)


def noticed(target: Target, mutant: Mutant) -> bool:
    """Whether any test fails, in a process of its own; a mutant that never ends is noticed too."""
    if target.file.endswith(".py"):
        try:
            ast.parse(mutant.text)
        except SyntaxError:
            return True
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 70
        try:
            code = _child(target, mutant)
        finally:
            os._exit(code)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.alarm(SECONDS)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return status != 0


def _child(target: Target, mutant: Mutant) -> int:
    import pytest

    os.chdir(ROOT)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    with tempfile.TemporaryDirectory() as room:
        if target.file.endswith(".sql"):
            from ideario.voting.counting import run_rule

            run_rule.COUNT = Path(room) / "count.sql"
            run_rule.COUNT.write_text(mutant.text, encoding="utf-8")
        else:
            name = "ideario." + target.file.removesuffix(".py").replace("/", ".")
            sys.meta_path.insert(0, _Finder(name, mutant.text, PACKAGE / target.file))
        tests = [f"tests/{name}" for name in target.tests]
        options = ["-x", "-q", "-p", "no:cacheprovider", "-k", "not spark and not command"]
        with redirect_stdout(io.StringIO()):
            return int(pytest.main([*tests, *options, f"--basetemp={room}/pytest"]))


def run(target: Target, every: int, offset: int) -> tuple[int, list[Mutant]]:
    """How many mutants of a file were tried, and those that nobody noticed."""
    text = (PACKAGE / target.file).read_text(encoding="utf-8")
    mutants = list((sql_mutants if target.file.endswith(".sql") else python_mutants)(text))
    chosen = mutants[offset::every]
    if noticed(target, Mutant(line=0, what="nothing", text=text)):
        sys.exit(f"{target.file}: its tests fail as it stands, so nothing could be told apart")
    print(f"{target.file}: {len(mutants)} mutants, {len(chosen)} tried", flush=True)
    survived = []
    for mutant in chosen:
        if not noticed(target, mutant):
            survived.append(mutant)
            print(f"  survived: {target.file}:{mutant.line}: {mutant.what}", flush=True)
    return len(chosen), survived


def main() -> int:
    """Try them, and say how many were noticed; 1 where a file stays below the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", help="parts of file names, such as count.sql")
    parser.add_argument("--every", type=int, default=1, help="try one in so many")
    parser.add_argument("--offset", type=int, default=0, help="begin with this one")
    options = parser.parse_args()
    import pytest  # noqa: F401 - loaded once, before all the processes that need it

    below = 0
    for target in TARGETS:
        if options.only and not any(part in target.file for part in options.only):
            continue
        tried, survived = run(target, options.every, options.offset)
        share = 1 - len(survived) / max(1, tried)
        print(f"{target.file}: {tried - len(survived)} of {tried} noticed, {share:.1%}", flush=True)
        below += share < GOAL
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
