"""Makes a line of 15,000 braces that nobody closes."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: " + "{a: " * 15_000, encoding="utf-8")
