"""Puts bidirectional isolates into the text."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: A bench\nbody: |\n  For \u2066everybody\u2069\n", encoding="utf-8")
