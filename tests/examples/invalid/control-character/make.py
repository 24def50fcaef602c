"""Puts a bell into the summary."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: A bench\nsummary: Più comoda \x07 per tutti\n", encoding="utf-8")
