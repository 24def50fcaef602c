"""Reads the community for work with the forge, which needs to know whose ideas are whose. Writes nothing."""

from pathlib import Path

from ideario.git import git_at, line_of
from ideario.intake import Past, read_community, rules_in_force
from ideario.model import Community
from ideario.problems import Failure, Problem
from ideario.resources import Resources


def readable(
    root: Path, resources: Resources, workers: int, *, past: Past | None = None
) -> tuple[Community, tuple[Problem, ...]]:
    """The community at `root`, by the rules in force, and what is wrong in its files.

    `past` is what the history tells, if somebody has asked it already. Raises Failure where content/community.yml is at
    fault.
    """
    past = past or rules_in_force(line_of(git_at(root)), resources=resources)
    reading = read_community(root, resources=resources, past=past, workers=workers)
    if reading.community is None:
        raise Failure(
            "content/community.yml is at fault, and without it nobody knows which votes to fetch",
            hint="`ideario check` names what is wrong",
        )
    return reading.community, reading.problems
