"""Puts a NUL into the summary, which git would take for a sign of a binary file."""

from pathlib import Path

path = Path("content/ideas/bike-lanes.yml")
path.write_bytes(path.read_bytes().replace(b"cycle path", b"cycle\0path"))
