"""What is handed out works away from this checkout: the wheel, in an empty environment, on somebody else's folder."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def wheel(checkout, tmp_path_factory) -> Path:
    """The wheel of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", folder, checkout], check=True)
    (made,) = folder.glob("*.whl")
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
    assert {"ideario/py.typed", "ideario/voting/counting/count.sql"} <= set(names)
    assert {name.partition("/")[0] for name in names if "dist-info" not in name} == {"ideario"}


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
    assert list(elsewhere.iterdir()) == []
