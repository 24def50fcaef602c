"""Makes a folder whose name ends in .yml."""

from pathlib import Path

Path("content/ideas/bench.yml").mkdir(parents=True)
