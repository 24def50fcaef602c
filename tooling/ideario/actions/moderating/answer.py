"""Answers an idea in one step: adds a change of status to its decision, once nothing speaks against it."""

from datetime import datetime
from pathlib import Path

from ideario.actions.basis import ground_of
from ideario.actions.moderating.decision_step import DecisionStep, decision_text
from ideario.actions.moderating.judged_files import errors_brought
from ideario.actions.new import refuse_broken_text, refuse_detours, settings_for
from ideario.files import write_whole
from ideario.intake.drafts import content_path, is_name
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.schema_line import editor_line
from ideario.intake.yaml.text_edits import CannotEdit
from ideario.messages.said import say
from ideario.problems import Failure, Problem
from ideario.resources import Resources


def answer(
    root: Path, idea: str, step: DecisionStep, *, resources: Resources, now: datetime
) -> tuple[str, tuple[Problem, ...]]:
    """Write the step into content/decisions/; gives the file's path, and the errors for which nothing was written.

    Raises Failure where there is no such idea, or its decision is written in a way that only a person can add to.
    """
    settings = settings_for(root, resources=resources)
    if not is_name("idea", idea) or not any((root / "content" / "ideas").rglob(f"{idea}.yml")):
        raise Failure(
            say("there is no idea `{idea}`", idea=idea),
            hint=say("its name is that of its file in content/ideas/, without .yml"),
        )
    path = content_path("decision", idea)
    file = root / path
    refuse_detours(file.parent, root)
    refuse_broken_text({"reason": step.reason, "shipped": step.shipped})
    try:
        before = file.read_bytes().decode() if file.is_file() else None
        text = decision_text(
            before, step, settings=settings, line=editor_line("decision", path, settings, root), date=f"{now:%Y-%m-%d}"
        )
    except (CannotEdit, Unreadable, UnicodeDecodeError) as error:
        raise Failure(
            say("nothing can be added to {path} by itself", path=path),
            hint=say("run `ideario check` and mend what it names, or add the change by hand, below the last one"),
        ) from error
    content = text.encode()
    ground = ground_of(root, resources=resources, ledger=None, now=now)
    errors = errors_brought(root, {path: content}, ground=ground, resources=resources)
    if not errors:
        write_whole(file, content)
    return path, errors
