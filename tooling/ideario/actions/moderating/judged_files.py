"""Judges files before they are written anywhere: which errors the community would have with them that it has not."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from ideario.actions.basis import Ground
from ideario.intake.proposals.overlay import Laid, copied
from ideario.intake.read_community import Reading, read_community
from ideario.problems import Problem
from ideario.resources import Resources


def errors_brought(
    root: Path, files: Mapping[str, bytes | None], *, ground: Ground, resources: Resources
) -> tuple[Problem, ...]:
    """The errors that files bring in, by path; None takes a file away. What was wrong before is nothing of theirs."""
    with tempfile.TemporaryDirectory(prefix="ideario-") as name:
        overlay = copied(root, Path(name))

        def read() -> Reading:
            return read_community(
                overlay.folder, home=root, resources=resources, arrivals=lambda: ground.arrivals, past=ground.past
            )

        old = {problem.identity for problem in read().problems}
        laid: dict[str, Laid] = {path: content for path, content in files.items() if content is not None}
        with overlay.laid(laid, [path for path, content in files.items() if content is None]):
            found = read().problems
    return tuple(problem for problem in found if problem.level == "error" and problem.identity not in old)
