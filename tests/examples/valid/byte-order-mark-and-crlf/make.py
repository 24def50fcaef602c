"""Writes the idea as an editor on Windows would: with a byte order mark, and lines that end in CR LF."""

from pathlib import Path

path = Path("content/ideas/bike-lanes.yml")
path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
