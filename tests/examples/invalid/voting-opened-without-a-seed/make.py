"""Commits the challenge without a seed, and something else when voting has opened."""

from pathlib import Path

from communities import commit

commit(Path(), date="2026-01-10T12:00:00Z")
commit(Path(), date="2026-02-03T12:00:00Z")
