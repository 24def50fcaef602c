"""Makes a symbolic link to a file that does not exist."""

from pathlib import Path

Path("content/people").mkdir()
Path("content/people/octocat.yml").symlink_to("nobody.yml")
