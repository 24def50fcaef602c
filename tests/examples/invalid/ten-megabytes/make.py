"""Makes a file of ten megabytes."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_bytes(b"title: " + b"long " * 2 * 1024 * 1024)
