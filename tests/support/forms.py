"""Filled-in forms for ideas, as an issue holds them, and what can happen between two requests of a program."""

import contextlib
from collections.abc import Callable, Iterator, Mapping

import yaml
from ideario.forge.issue_forms import FIELD_IDS, UNANSWERED
from ideario.github.transport import Received, Wire
from ideario.intake.forms.form_words import FIELDS, agreement

SUMMARY = "Benches would let people rest on the way to the market."
TEXT = "Three benches, in the shade."


def filled_in(*, labels: str = "en", consent: bool = True, **answers: str) -> str:
    """The text of an issue with these answers, by key of an idea; summary and text have one of their own.

    `labels` is the language of the form.
    """
    given = {"summary": SUMMARY, "body": TEXT, **answers}
    parts = []
    for key in FIELD_IDS:
        label = FIELDS[key].label.in_language(labels)
        tick = f"- [{'x' if consent else ' '}] {agreement('CC-BY-4.0').in_language(labels)}"
        parts.append(f"### {label}\n\n{tick if key == 'consent' else given.get(key, UNANSWERED)}")
    return "\n\n".join(parts).replace("\n", "\r\n")


def submitted(form: str, filled: Mapping[str, str]) -> tuple[str, str]:
    """Title and text of the issue that GitHub makes of a form (its YAML), filled in by an address and sent.

    `filled` is what the address holds, by the fields' ids; whoever sends it ticks every box that must be ticked.
    """
    parts = []
    for field in yaml.safe_load(form)["body"]:
        if field["type"] == "markdown":
            continue
        answer = filled.get(field["id"], "")
        if field["type"] == "checkboxes":
            answer = "\n".join(f"- [x] {option['label']}" for option in field["attributes"]["options"])
        parts.append(f"### {field['attributes']['label']}\n\n{answer or UNANSWERED}")
    return filled["title"], "\n\n".join(parts).replace("\n", "\r\n")


@contextlib.contextmanager
def between_requests(*, before: Callable[[int], None], after: Callable[[int], None]) -> Iterator[None]:
    """Call these with the number of each request, from 1, right before it is sent and when its answer is there."""
    send, number = Wire.send, 0

    def counted(self: Wire, *arguments: object, **named: object) -> Received:
        nonlocal number
        number += 1
        this = number
        before(this)
        received = send(self, *arguments, **named)  # type: ignore[arg-type]  # as they came
        after(this)
        return received

    Wire.send = counted  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        Wire.send = send  # type: ignore[method-assign]  # as it was
