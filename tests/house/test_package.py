"""What is handed out works away from this checkout: the wheel, in an empty environment, on somebody else's folder."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest
from acting import published_copy
from ideario import __version__

pytestmark = pytest.mark.slow

COMMUNITY = {
    "content/community.yml": """\
# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/community.schema.json
schema: 1
name: Ideas for Riverton
repository: riverton/ideas
languages: [en, it]
licence: CC-BY-4.0
tags:
  mobility: Mobility
""",
    "content/challenges/quieter-streets.yml": """\
# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/challenge.schema.json
title: Quieter streets
question: What would make your street quieter at night?
background: Measurements of 2025 show noise above 55 dB.
decided_by: The town council.
language: en
submission: {opens: 2026-01-01, closes: 2026-01-31}
voting: {opens: 2026-02-01, closes: 2026-02-28}
reward: {kind: recognition}
winners: {rule: top, count: 3}
""",
    "content/ideas/bike-lanes.yml": """\
# yaml-language-server: $schema=https://ideario.github.io/ideario/schemas/idea.schema.json
title: Bike lanes by the river
summary: Two kilometres of cycle path would join the school to the station.
challenge: quieter-streets
authors: [octocat]
tags: [mobility]
language: en
consent: true
body: |
  A path **along the river**.
""",
}


def _clone(origin: Path, folder: Path, *, umask: int = -1) -> Path:
    subprocess.run(["git", "clone", "--quiet", origin, folder], check=True, umask=umask)
    return folder


def _built(source: Path, into: Path, *targets: str, umask: int = -1, **environment: str) -> dict[str, bytes]:
    """The packages that hatchling makes of a folder, by name. Asks no network."""
    command: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-d", into]
    for target in targets:
        command += ["-t", target]
    clean = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(command, cwd=source, check=True, capture_output=True, umask=umask, env={**clean, **environment})
    return {path.name: path.read_bytes() for path in into.iterdir()}


@pytest.fixture(scope="session")
def origin(checkout, tmp_path_factory) -> tuple[Path, str]:
    """A repository with the files of this checkout in one commit, and that commit."""
    place = tmp_path_factory.mktemp("origin") / "ideario.git"
    return place, published_copy(checkout, place)


@pytest.fixture(scope="session")
def packages(origin, tmp_path_factory) -> Path:
    """The folder of the wheel and the source package of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("packages")
    _built(_clone(origin[0], folder / "source"), folder / "made")
    return folder / "made"


@pytest.fixture(scope="session")
def wheel(packages) -> Path:
    (made,) = packages.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory) -> Path:
    """A new environment that holds the wheel and sees the libraries of this one, but not the checkout."""
    venv = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    purelib = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    # A folder named in a .pth file joins the path without its own .pth files, so the editable checkout stays outside.
    Path(purelib.stdout.strip(), "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return venv


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.defpath, "HOME": str(cwd), "LC_ALL": "C"}
    return subprocess.run(command, cwd=cwd, env=clean, check=False, capture_output=True, text=True)


def test_the_wheel_carries_what_the_program_needs_and_nothing_else(checkout, wheel) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    schemas = {path.name for path in (checkout / "schemas").glob("*.json")}
    assert {name.rpartition("/")[2] for name in names if name.startswith("ideario/data/schemas/")} == schemas
    shell = {
        path.relative_to(checkout / "site" / "shell").as_posix()
        for path in (checkout / "site" / "shell").rglob("*")
        if path.is_file()
    }
    assert {name.removeprefix("ideario/data/shell/") for name in names if "/data/shell/" in name} == shell
    home = checkout / "tooling" / "ideario" / "founding" / "kit"
    kit = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert {name.removeprefix("ideario/founding/kit/") for name in names if "/founding/kit/" in name} == kit
    assert {"ideario/py.typed", "ideario/voting/counting/count.sql", "ideario/data/commit"} <= set(names)
    assert {name.partition("/")[0] for name in names if "dist-info" not in name} == {"ideario"}


def test_a_commit_makes_the_same_bytes_wherever_whenever_and_by_whomever_it_is_built(
    origin, packages, tmp_path
) -> None:
    expected = {path.name: path.read_bytes() for path in packages.iterdir()}
    assert {Path(name).suffix for name in expected} == {".gz", ".whl"}
    elsewhere = _clone(origin[0], tmp_path / "another place" / "deeper", umask=0o077)
    for path in elsewhere.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    made = _built(
        elsewhere, tmp_path / "made", umask=0o077,
        SOURCE_DATE_EPOCH="1700000000", TZ="Asia/Tokyo", LC_ALL="C", HOME=str(tmp_path), PYTHONHASHSEED="7",
    )  # fmt: skip
    assert made.keys() == expected.keys()
    assert [name for name in made if made[name] != expected[name]] == []
    (source,) = packages.glob("*.tar.gz")
    subprocess.run(["tar", "-xf", source, "-C", tmp_path], check=True)
    again = _built(tmp_path / source.name.removesuffix(".tar.gz"), tmp_path / "from source", "wheel")
    assert again == {name: content for name, content in expected.items() if name.endswith(".whl")}


def test_a_package_says_of_which_commit_it_was_made(origin, installed, tmp_path) -> None:
    ask = "from ideario.founding.program_pin import program_pin as p; print(*p())"
    said = _run(installed / "bin" / "python", "-c", ask, cwd=tmp_path)
    assert said.stdout.split() == [origin[1], "main"], said.stderr


def test_only_a_package_of_a_tagged_commit_calls_itself_a_release(origin, packages, tmp_path) -> None:
    tagged = _clone(origin[0], tmp_path / "tagged")
    for tag in ("v9.9.9", f"v{__version__}"):
        subprocess.run(["git", "tag", tag], cwd=tagged, check=True)
    _built(tagged, tmp_path / "made")
    for made, said in ((packages, ""), (tmp_path / "made", f" v{__version__}")):
        (wheel,), (source,) = made.glob("*.whl"), made.glob("*.tar.gz")
        assert zipfile.ZipFile(wheel).read("ideario/data/commit").decode() == f"{origin[1]}{said}\n"
        with tarfile.open(source) as members:
            (name,) = (one for one in members.getnames() if one.endswith("/COMMIT"))
            assert members.extractfile(name).read().decode() == f"{origin[1]}{said}\n"


def test_the_installed_program_does_not_come_from_the_checkout(installed, tmp_path) -> None:
    where = _run(installed / "bin" / "python", "-c", "import ideario; print(ideario.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(installed)


def test_the_installed_program_builds_a_foreign_community_from_any_folder(installed, tmp_path) -> None:
    community, elsewhere = tmp_path / "a community", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name, text in COMMUNITY.items():
        path = community / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    built = _run(installed / "bin" / "ideario", "--root", community, "build", cwd=elsewhere)
    assert built.returncode == 0, built.stdout + built.stderr
    site = community / "build" / "site"
    assert "Ideas for Riverton" in (site / "index.html").read_text()
    assert "<strong>along the river</strong>" in (site / "ideas" / "bike-lanes" / "index.html").read_text()
    assert (site / "it" / "ideas" / "bike-lanes" / "index.html").is_file()
    assert [path.name for path in elsewhere.iterdir() if path.name != ".cache"] == []  # which is the user's own


def test_the_installed_program_founds_a_community_whose_workflows_call_the_commit_it_was_made_of(
    installed, origin, tmp_path
) -> None:
    program = installed / "bin" / "ideario"
    founded = _run(program, "init", tmp_path / "riverton", "--language", "it", "--yes", cwd=tmp_path)
    assert founded.returncode == 0, founded.stderr
    assert _run(program, "check", cwd=tmp_path / "riverton").returncode == 0
    text = (tmp_path / "riverton/.github/workflows/publish.yml").read_text()
    assert f"reusable-publish.yml@{origin[1]} # main\n" in text
    readme = (tmp_path / "riverton/README.md").read_text()
    assert f"pip install git+https://github.com/ideario/ideario@{origin[1]}\n" in readme
    assert _run(program, "upgrade", cwd=tmp_path / "riverton").stdout.startswith("Niente da fare: ")
