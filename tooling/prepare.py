"""Sets up the virtual environment that `make` works in: creates it, installs what is pinned, and does nothing twice.

Says what it is doing and for how long. Needs the standard library alone, since nothing else is there yet; runs no part
of Ideario.
"""

import argparse
import contextlib
import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no flock; there a second run is the user's to avoid
    fcntl = None  # type: ignore[assignment]  # the module where there is one, else nothing

ROOT = Path(__file__).resolve().parent.parent
SETS = {"site": "what the site needs", "test": "what the tests need", "bench": "the programs to measure beside"}
MINUTES = {"site": "up to a minute", "test": "one to two minutes", "bench": "a few minutes"}
PATIENCE = 120
"""So many seconds another run is waited for that sets up the same environment."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait for another run that is setting up; two at once would take each other's files apart."""
    place = ROOT / "build" / "preparing.lock"
    place.parent.mkdir(exist_ok=True)
    with place.open("w") as file:
        end, told = time.monotonic() + PATIENCE, False
        while fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    sys.exit(f"Another run has been setting up for {PATIENCE} seconds. Let it end, then try again.")
            if not told:
                print(f"Another run is setting up; waiting for it, at most {PATIENCE} seconds …", flush=True)
                told = True
            time.sleep(0.2)
        yield


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
    """Run the environment's pip, which asks a busy registry again; stop with a sentence where it fails."""
    quiet = ("-qq", "--disable-pip-version-check", "--retries", "8")
    command = [str(venv / "bin" / "python"), "-m", "pip", *quiet, *arguments]
    if subprocess.run(command, check=False, cwd=ROOT).returncode != 0:
        sys.exit("Installing did not work, see above. It needs a package registry once; after that, no network.")


def prepare(venv: Path, which: str) -> None:
    """Have everything of the set `which` in the environment `venv`, with Ideario itself installed in place."""
    requirements = ROOT / "requirements" / f"{which}.txt"
    stamp, wanted = venv / f"ideario-{which}.stamp", fingerprint(requirements)

    def ready() -> bool:
        return stamp.is_file() and stamp.read_text(encoding="ascii") == wanted

    if ready():
        return
    with alone():
        if not ready():  # the other run may have done it
            install(venv, which, requirements)
            stamp.write_text(wanted, encoding="ascii")


def install(venv: Path, which: str, requirements: Path) -> None:
    """Make the environment where it is missing, and install into it, a line for each step."""
    count = sum("==" in line for line in requirements.read_text(encoding="utf-8").splitlines())
    print(f"Setting up {SETS[which]}: once, {MINUTES[which]}, and longer where the network is slow.", flush=True)
    home = venv / "ideario-home.stamp"
    belongs = f"{ROOT}\n{sys.version}\n"  # an environment that was moved, or made by another Python, does not work
    if not home.is_file() or home.read_text(encoding="utf-8") != belongs:
        print("  Making an environment for Python …", flush=True)
        create(venv)
        home.write_text(belongs, encoding="utf-8")
    print(f"  Downloading and installing {count} packages …", flush=True)
    pip(venv, "install", "--require-hashes", "-r", str(requirements))
    if which != "bench":
        print("  Installing Ideario itself …", flush=True)
        pip(venv, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


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
