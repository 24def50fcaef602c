"""Makes the file of a decision with one more step: what stood there stays as it was, comments and spelling too."""

from collections.abc import Mapping
from dataclasses import dataclass

from ideario.intake.plain import Plain
from ideario.intake.yaml.strict import parse
from ideario.intake.yaml.text_edits import with_entry, with_value
from ideario.intake.yaml.write_yaml import in_list
from ideario.model.community import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStep:
    """A change of status with its reason. `duplicate_of` is another idea, `shipped` where the result can be seen."""

    status: str
    reason: str = ""
    duplicate_of: str = ""
    shipped: str = ""


def decision_text(before: str | None, step: DecisionStep, *, settings: Settings, line: str, date: str) -> str:
    """The file of a decision after a step on a day; `before` is its text, None where there is none yet.

    `line` is the editor's, for a new file. That it was a duplicate goes with the status. Raises CannotEdit, and
    Unreadable for a text that is no YAML of ours.
    """
    change: dict[str, Plain] = {"date": date, "status": step.status}
    if step.reason:
        change["reason"] = step.reason
    if before is None:  # a key a line, so that who adds to it by hand sees how
        text = "\n".join([line, "history:", *in_list(change, margin=2)]) + "\n"
    else:
        text = with_entry(before, "history", change)
    status = settings.statuses.get(step.status)
    if status is None or status.kind != "duplicate":
        text = with_value(text, "duplicate_of", None)
    elif step.duplicate_of:
        text = with_value(text, "duplicate_of", step.duplicate_of)
    return with_value(text, "shipped", step.shipped) if step.shipped else text


def history_length(text: str | None) -> int:
    """How many changes of status there are in the file of a decision."""
    content = {} if text is None else parse(text.encode())
    history = content.get("history") if isinstance(content, Mapping) else None
    return len(history) if isinstance(history, list) else 0
