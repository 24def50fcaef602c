"""Writes the idea in UTF-16 without the mark that says so."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_bytes("title: A bench\nlanguage: en\n".encode("utf-16-le"))
