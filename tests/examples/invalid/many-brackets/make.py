"""Makes a line of 25,000 brackets, more than most parsers survive."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: " + "[" * 25_000 + "]" * 25_000 + "\n", encoding="utf-8")
