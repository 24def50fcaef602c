"""Writes the idea in Latin-1, an encoding of old."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_bytes("title: Una panchina\nsummary: Così è più comoda\n".encode("latin-1"))
