"""Ends the lines with carriage returns alone, as Macs did until 2001."""

from pathlib import Path

idea = Path("content/ideas/bench.yml")
idea.write_bytes(idea.read_bytes().replace(b"\n", b"\r"))
