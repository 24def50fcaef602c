"""Writes the idea in UTF-16, as some editors do."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_bytes("title: Una panchina più comoda\n".encode("utf-16"))
