"""Writes the form for ideas to where the forge looks for it."""

from pathlib import Path

from ideario.files import write_whole
from ideario.forge.issue_forms import FORM_PATH
from ideario.founding.written_record import remember
from ideario.intake.forms.issue_form import form_text
from ideario.intake.read_community import read_settings
from ideario.problems import CommunityAtFault
from ideario.resources import Resources


def write_form(root: Path, *, resources: Resources) -> str:
    """Write the form of the community at `root`; gives its path. Raises CommunityAtFault, or Failure of the disk."""
    settings, problems = read_settings(root, resources=resources)
    if settings is None:
        raise CommunityAtFault(problems)
    text = form_text(settings, resources=resources)
    write_whole(root / FORM_PATH, text.encode())
    remember(root, FORM_PATH, text)
    return FORM_PATH
