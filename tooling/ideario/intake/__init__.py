"""Intake reads content: from files below content/ to a Community and the Problems found. It counts nothing."""

from ideario.intake.community import Reading, read_community, read_settings
from ideario.intake.drafts import bare_text, complaint, content_path, draft, is_name
from ideario.intake.editor import editor_line
from ideario.intake.history import extract_content, git_arrivals
from ideario.intake.rules import PublishedRule, published_rules

__all__ = [
    "PublishedRule",
    "Reading",
    "bare_text",
    "complaint",
    "content_path",
    "draft",
    "editor_line",
    "extract_content",
    "git_arrivals",
    "is_name",
    "published_rules",
    "read_community",
    "read_settings",
]
