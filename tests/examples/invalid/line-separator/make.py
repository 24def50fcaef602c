"""Puts a line separator into the title, which some programs take for the end of the line."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: A bench\u2028consent: true\n", encoding="utf-8")
