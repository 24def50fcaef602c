"""Puts a byte order mark before every file."""

from pathlib import Path

for file in Path("content").rglob("*.yml"):
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
