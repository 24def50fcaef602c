"""Puts a right-to-left override into the title, so that 500 shows as 005."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_text("title: Pay \u202e005 euro\u202c now\n", encoding="utf-8")
