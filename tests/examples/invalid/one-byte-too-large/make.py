"""Makes a file of exactly 64 KiB, which is fine, and one that is a byte larger."""

from pathlib import Path

start = Path("content/ideas/small.yml").read_bytes()
Path("content/ideas/just.yml").write_bytes(
    start.replace(b"title: ", b"title: No ") + b"#" * (64 * 1024 - len(start) - 3)
)
Path("content/ideas/large.yml").write_bytes(start + b"#" * (64 * 1024 + 1 - len(start)))
