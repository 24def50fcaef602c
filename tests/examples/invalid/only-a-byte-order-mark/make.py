"""Makes a file that holds a byte order mark and nothing else."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").write_bytes(b"\xef\xbb\xbf")
