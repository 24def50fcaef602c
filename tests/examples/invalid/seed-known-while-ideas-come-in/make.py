"""Commits the challenge with its seed while ideas may still come in."""

from pathlib import Path

from communities import commit

commit(Path(), date="2026-01-10T12:00:00Z")
