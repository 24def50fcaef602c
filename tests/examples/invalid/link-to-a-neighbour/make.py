"""Makes a symbolic link to the file beside it."""

from pathlib import Path

Path("content/ideas/seat.yml").symlink_to("bench.yml")
