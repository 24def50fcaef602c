"""What browsers get of other people's code is what is pinned, and says whose it is."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from browser_libraries import SOURCES, installed_libraries
from checkout import CHECKOUT

VENDOR = CHECKOUT / "site" / "shell" / "assets" / "vendor"
FREE = {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"}


@pytest.mark.slow
def test_the_pinned_packages_make_the_very_same_bytes(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None, "no Node on this machine"
    subprocess.run([node, SOURCES / "build.mjs", installed_libraries(), tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in VENDOR.iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


@pytest.mark.slow  # as the test above it needs the packages, which `make quick` does not fetch
def test_the_font_of_pictures_is_the_pinned_one_with_its_licence() -> None:
    package, kept = installed_libraries() / "node_modules" / "dejavu-fonts-ttf", CHECKOUT / "site" / "shell" / "font"
    assert {path.name for path in kept.iterdir()} == {"DejaVuSans-Bold.ttf", "LICENSE"}
    assert (kept / "DejaVuSans-Bold.ttf").read_bytes() == (package / "ttf" / "DejaVuSans-Bold.ttf").read_bytes()
    assert (kept / "LICENSE").read_bytes() == (package / "LICENSE").read_bytes()


@pytest.mark.parametrize("sources", [SOURCES, CHECKOUT / "tooling" / "bench" / "lighthouse"], ids=["vendor", "bench"])
def test_every_package_is_pinned_by_a_hash_and_by_no_host(sources: Path) -> None:
    lock = json.loads((sources / "package-lock.json").read_text())
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert [name for name, about in packages.items() if not about["integrity"].startswith("sha512-")] == []
    assert [name for name, about in packages.items() if "resolved" in about] == []
    wanted = json.loads((sources / "package.json").read_text())["dependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_every_package_that_is_passed_on_stands_with_a_free_licence() -> None:
    text = (VENDOR / "LICENSES.txt").read_text()
    named = dict(re.findall(r"^(\S+) \d\S* \(([^)]+)\)$", text, re.MULTILINE))
    wanted = set(json.loads((SOURCES / "package.json").read_text())["dependencies"])
    assert wanted - set(named) == {
        "esbuild",
        "dejavu-fonts-ttf",
    }  # which only builds, and which brings its licence itself
    assert set(named.values()) <= FREE
    assert text.count("Copyright") >= 1 + text.count("-" * 72)


def test_no_vendored_code_makes_code_of_text() -> None:
    for path in VENDOR.glob("*.js"):
        found = re.search(
            r"\beval\s*\(|\bnew Function\b|\bFunction\s*\(|WebAssembly|import\s*\(|\bfetch\s*\(", path.read_text()
        )
        assert found is None, f"{path.name}: {found}"
