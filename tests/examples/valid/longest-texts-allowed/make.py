"""Fills every text to the last character that is allowed, and gives a file the longest name."""

from pathlib import Path

idea = Path("content/ideas/bench.yml")
text = idea.read_text(encoding="utf-8")
text = text.replace("TITLE", "🌳" * 120).replace("SUMMARY", "è" * 280).replace("BODY", "x" * 20_000)
idea.write_text(text, encoding="utf-8")
slug = Path("content/ideas/" + "long-" * 15 + "slug0.yml")
slug.write_text(text.replace("🌳", "🌲").replace("x", "y"), encoding="utf-8")
