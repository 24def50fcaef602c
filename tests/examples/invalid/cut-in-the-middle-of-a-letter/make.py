"""Cuts the file off in the middle of its last letter."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_bytes("title: Perché".encode()[:-1])
