"""Puts a byte order mark where none belongs."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: A bench\nsummary: \ufeffIn the shade\n", encoding="utf-8")
