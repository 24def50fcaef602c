"""Writes the form for ideas out of the schema of ideas and the community's settings. Puts nothing on disk.

Only fields into which a link can write beforehand: one that is chosen from a list, and filled in by a link, makes the
forge show an empty form.
"""

from collections.abc import Iterator

from ideario.forge.issue_forms import FIELD_IDS
from ideario.intake.forms.form_body import LONG
from ideario.intake.forms.form_words import ABOUT, FIELDS, INTRO, NAME, FieldWords, agreement, one_of, some_of
from ideario.intake.schemas import load_schemas
from ideario.intake.yaml.write_yaml import quoted
from ideario.messages.said import Said
from ideario.model.community import Settings
from ideario.model.text import localised
from ideario.resources import Resources

FIRST_LINE = "# Made of the schema of ideas by `ideario receive --write-form`, which is how to change it."
NOT_ASKED = {
    "title": "it is the issue's own title",
    "authors": "whoever opens the issue is the author, by account",
    "links": "a text can hold links",
    "picture": "a form takes no files that would land in the repository",
    "source": "only imported ideas have it",
    "source_id": "only imported ideas have it",
    "source_date": "only imported ideas have it",
}
"""What of an idea the form does not ask, and why."""


def form_text(settings: Settings, *, resources: Resources) -> str:
    """The form as a file, in the community's first language."""
    language = settings.languages[0]
    schema = load_schemas(resources.schemas).documents["idea.schema.json"]
    required = {*schema["required"], *schema["else"]["required"]}

    def told(text: Said) -> str:
        return quoted(text.in_language(language))

    lines = [FIRST_LINE, f"name: {told(NAME)}", f"description: {told(ABOUT)}", "body:"]
    lines += ["  - type: markdown", "    attributes:", f"      value: {told(INTRO)}"]
    for key, name in FIELD_IDS.items():
        if key == "language" and len(settings.languages) == 1:
            continue
        lines += _field(key, name, settings, required=key in required and key != "language", language=language)
    return "\n".join(lines) + "\n"


def _field(key: str, name: str, settings: Settings, *, required: bool, language: str) -> Iterator[str]:
    words: FieldWords = FIELDS[key]
    kind = "checkboxes" if key == "consent" else "textarea" if key == LONG else "input"
    yield f"  - type: {kind}"
    yield f"    id: {name}"
    yield "    attributes:"
    yield f"      label: {quoted(words.label.in_language(language))}"
    yield f"      description: {quoted(_description(key, words, settings, language))}"
    if key == "consent":
        yield "      options:"
        yield f"        - label: {quoted(agreement(settings.licence).in_language(language))}"
        yield "          required: true"
        return
    if words.example:
        yield f"      placeholder: {quoted(words.example.in_language(language))}"
    if required:
        yield "    validations:"
        yield "      required: true"


def _description(key: str, words: FieldWords, settings: Settings, language: str) -> str:
    if key == "tags" and settings.tags:
        labels = ", ".join(localised(label, language) or slug for slug, label in settings.tags.items())
        return some_of(labels).in_language(language)
    if key == "language":
        return one_of(", ".join(settings.languages)).in_language(language)
    return words.told.in_language(language)
