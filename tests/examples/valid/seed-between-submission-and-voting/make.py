"""Commits the challenge, and its seed once submissions have closed."""

from pathlib import Path

from communities import commit

file = Path("content/challenges/quiet.yml")
now = file.read_text(encoding="utf-8")
file.write_text(now.replace(", seed: 7 12 23", ""), encoding="utf-8")
commit(Path(), date="2026-01-10T12:00:00Z")
file.write_text(now, encoding="utf-8")
commit(Path(), date="2026-01-28T12:00:00Z")
commit(Path(), date="2026-02-03T12:00:00Z")
