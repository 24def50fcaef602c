"""Finds where in a written result a value stands, for Problems that know only its name. Judges nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ideario.differences import by_name
from ideario.intake.explaining.faults import NodePath
from ideario.intake.yaml.positions import Positions
from ideario.intake.yaml.strict import decode
from ideario.model.content import Result
from ideario.problems import Problem, pointer_steps

LISTS = ("winners", "others")
"""The lists in a result whose entries a Problem names by their idea."""


def located(problems: Iterable[Problem], results: Iterable[Result], root: Path) -> Iterator[Problem]:
    """The problems with line and column of what their pointers name in the files of `results`, which stand in `root`.

    What is absent there is shown where it would stand: at the entry, the list or the beginning of the file.
    """
    written = {result.path: result for result in results}
    known: dict[str, Positions] = {}
    for problem in problems:
        result = written.get(problem.path)
        if result is None or not problem.pointer:
            yield problem
            continue
        if problem.path not in known:
            known[problem.path] = Positions(decode((root / problem.path).read_bytes()))
        line, column = known[problem.path].value(_pointer(problem.pointer, result))
        yield replace(problem, line=line, column=column)


def _pointer(text: str, result: Result) -> NodePath:
    """The place in the file of what a Problem's pointer names: an entry by its number, in place of its idea."""
    steps: list[str | int] = [*pointer_steps(text)]
    if len(steps) > 1 and steps[0] in LISTS:
        names = list(by_name(result.document, str(steps[0]), "idea"))
        if steps[1] not in names:
            return (steps[0],)
        steps[1] = names.index(str(steps[1]))
    return tuple(steps)
