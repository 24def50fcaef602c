"""Commits the community and its challenge, the seed, and once voting has opened another name of the file."""

from pathlib import Path

from communities import commit

challenge = Path("content/challenges/quiet.yml")
seeded = challenge.read_text(encoding="utf-8")
challenge.write_text(seeded.replace(", seed: 7 12 23", ""), encoding="utf-8")
commit(Path(), date="2026-01-10T12:00:00Z")
challenge.write_text(seeded, encoding="utf-8")
commit(Path(), date="2026-01-28T12:00:00Z")
challenge.rename("content/challenges/calm.yml")
commit(Path(), date="2026-02-03T12:00:00Z")
