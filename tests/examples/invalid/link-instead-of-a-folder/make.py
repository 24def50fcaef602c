"""Makes a symbolic link where the folder of ideas belongs."""

from pathlib import Path

Path("content/ideas").symlink_to("../elsewhere")
