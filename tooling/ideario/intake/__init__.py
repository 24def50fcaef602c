"""Intake reads content: from files below content/ to a Community and the Problems found. It counts nothing.

Writing content files is in `drafts`, imported by itself: it loads more than reading needs.
"""

from ideario.intake.community import Reading, read_community, read_settings
from ideario.intake.editor import editor_line
from ideario.intake.edits import arrivals_of, edits_in_votes, material_edits
from ideario.intake.inforce import rules_in_force
from ideario.intake.outside import outside
from ideario.intake.past import Past
from ideario.intake.rules import PublishedRule, published_rules

__all__ = [
    "Past",
    "PublishedRule",
    "Reading",
    "arrivals_of",
    "editor_line",
    "edits_in_votes",
    "material_edits",
    "outside",
    "published_rules",
    "read_community",
    "read_settings",
    "rules_in_force",
]
