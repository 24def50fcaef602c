"""Sets up the virtual environment that `make` works in: creates it, installs what is pinned, and does nothing twice.

Needs the standard library alone, since nothing else is there yet; runs no part of Ideario.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = {"site": "what the site needs", "test": "what the tests need", "bench": "the programs to measure beside"}


def fingerprint(requirements: Path) -> str:
    """What an environment depends on: the pins, the package's own description, where it stands and who runs it."""
    digest = hashlib.sha256()
    for part in (
        requirements.read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        str(ROOT).encode(),
        sys.version.encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def create(venv: Path) -> None:
    """A new, empty environment at `venv`, whatever was there before."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)], check=False, capture_output=True, text=True
    )
    if made.returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)
        sys.exit(
            "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv. "
            f"It said: {(made.stdout + made.stderr).strip()}"
        )


def pip(venv: Path, *arguments: str) -> None:
    """Run the environment's pip; stop with a sentence where it fails."""
    command = [str(venv / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False, cwd=ROOT).returncode != 0:
        sys.exit("Installing did not work, see above. It needs a package registry once; after that, no network.")


def prepare(venv: Path, which: str) -> None:
    """Have everything of the set `which` in the environment `venv`, with Ideario itself installed in place."""
    requirements = ROOT / "requirements" / f"{which}.txt"
    stamp = venv / f"ideario-{which}.stamp"
    wanted = fingerprint(requirements)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print(f"Setting up {SETS[which]} (once) …", flush=True)
    home = venv / "ideario-home.stamp"
    belongs = f"{ROOT}\n{sys.version}\n"  # an environment that was moved, or made by another Python, does not work
    if not home.is_file() or home.read_text(encoding="utf-8") != belongs:
        create(venv)
        home.write_text(belongs, encoding="utf-8")
    pip(venv, "install", "--require-hashes", "-r", str(requirements))
    if which != "bench":
        pip(venv, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted, encoding="ascii")


def main() -> None:
    """Read the command line and set up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("which", choices=SETS)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="where the environment stands")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python reads this file too, and this is how it learns so
        sys.exit(
            f"Ideario needs Python 3.11 or newer, and this is {sys.version.split()[0]}. "
            "Name another: make site PYTHON=python3.12"
        )
    prepare(options.venv.absolute(), options.which)  # pip runs elsewhere than here


if __name__ == "__main__":
    main()
