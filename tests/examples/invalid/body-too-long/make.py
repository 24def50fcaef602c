"""Adds a body of 20,001 letters and a line break."""

from pathlib import Path

idea = Path("content/ideas/bench.yml")
idea.write_text(idea.read_text(encoding="utf-8") + "body: |\n  " + "è" * 20_001 + "\n", encoding="utf-8")
