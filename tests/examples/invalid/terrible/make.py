"""Adds what git cannot keep: bytes that are no text, a link out of the tree, a folder called like a file."""

from pathlib import Path

Path("content/ideas/sign.yml").write_bytes(b"title: \xff\xfe\n")
Path("content/ideas/door.yml").symlink_to("../../../../etc/passwd")
Path("content/ideas/gate.yml").mkdir()
