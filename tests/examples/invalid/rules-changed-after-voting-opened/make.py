"""Commits the challenge, then its seed, and once voting has opened three changes of its rules."""

from pathlib import Path

from communities import commit

file = Path("content/challenges/quiet.yml")
now = file.read_text(encoding="utf-8")
before = now.replace("2026-03-31", "2026-02-28").replace("count: 4", "count: 3").replace("\nnew_accounts: exclude", "")
file.write_text(before.replace(", seed: 7 12 23", ""), encoding="utf-8")
commit(Path(), date="2026-01-10T12:00:00Z")
file.write_text(before, encoding="utf-8")
commit(Path(), date="2026-01-28T12:00:00Z")
file.write_text(now, encoding="utf-8")
commit(Path(), date="2026-02-03T12:00:00Z")
