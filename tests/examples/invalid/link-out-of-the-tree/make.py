"""Makes a symbolic link to a file outside the community."""

from pathlib import Path

Path("content/ideas").mkdir()
Path("content/ideas/bench.yml").symlink_to("/etc/passwd")
