"""Which files of a community the program tends, and what it would write into them."""

from ideario.forge.issue_forms import FORM_PATH
from ideario.founding.callers import caller_files
from ideario.founding.kit_files import tended_files
from ideario.founding.program_pin import Pin
from ideario.intake.forms.issue_form import form_text
from ideario.model.community import Settings
from ideario.resources import Resources


def tended_texts(settings: Settings, pin: Pin, *, resources: Resources) -> dict[str, str]:
    """The texts by path, as this version of the program writes them: workflows, forms, what git and the forge read."""
    form = {FORM_PATH: form_text(settings, resources=resources)}
    return tended_files(settings) | caller_files(pin) | form
