"""Commits the challenge, its seed, a seal in time, and its scores in time."""

from pathlib import Path

from communities import commit

challenge = Path("content/challenges/quiet.yml")
rules = challenge.read_text(encoding="utf-8")
file = Path("content/reviews/quiet/hubot.yml")
now = file.read_text(encoding="utf-8")
file.unlink()
challenge.write_text(rules.replace(", seed: 7 12 23", ""), encoding="utf-8")
commit(Path(), date="2026-01-10T12:00:00Z")
challenge.write_text(rules, encoding="utf-8")
commit(Path(), date="2026-01-28T12:00:00Z")
file.write_text(now.split("salt:")[0], encoding="utf-8")
commit(Path(), date="2026-02-19T12:00:00Z")
file.write_text(now, encoding="utf-8")
commit(Path(), date="2026-02-21T12:00:00Z")
