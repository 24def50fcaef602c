"""Intake reads content: from files below content/ to a Community and the Problems found. Counts and publishes nothing."""

from ideario.intake.community import Reading, read_community, read_settings
from ideario.intake.editor import editor_line
from ideario.intake.history import git_arrivals
from ideario.intake.rules import PublishedRule, published_rules

__all__ = [
    "PublishedRule",
    "Reading",
    "editor_line",
    "git_arrivals",
    "published_rules",
    "read_community",
    "read_settings",
]
