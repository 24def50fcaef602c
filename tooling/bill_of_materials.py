"""Writes what is in Ideario that others made, as CycloneDX 1.6: its libraries as it is tested with them, at their pins.

Libraries for Python come from `requirements/site.txt`, with the hashes of their files; those that browsers get, which
are part of the package, from the list beside them. Needs the standard library alone. The same input, the same bytes.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements" / "site.txt"
BROWSERS = ROOT / "site" / "shell" / "assets" / "vendor" / "LICENSES.txt"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?P<rest>.*(?:\n[ ].*)*)", re.MULTILINE)
BUNDLED = re.compile(r"^(?P<name>@?[a-z0-9._/-]+) (?P<version>\d[\w.+-]*) \((?P<licence>[\w.+-]+)\)$", re.MULTILINE)


def library(purl: str, name: str, version: str) -> dict[str, Any]:
    """What a component says of itself in any case."""
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def pinned() -> tuple[dict[str, dict[str, Any]], dict[str, set[str]]]:
    """The libraries for Python by name, and by name which others ask for each."""
    components, asked_by = {}, {}
    for pin in PIN.finditer(PINS.read_text(encoding="utf-8")):
        purl = f"pkg:pypi/{pin['name']}@{pin['version']}"
        hashes = [{"alg": "SHA-256", "content": found} for found in re.findall(r"sha256:([0-9a-f]{64})", pin["rest"])]
        source = {"type": "distribution", "url": purl, "hashes": hashes, "comment": "its files, of which one is used"}
        components[pin["name"]] = {**library(purl, pin["name"], pin["version"]), "externalReferences": [source]}
        asked_by[pin["name"]] = set(re.findall(r"^ +#(?: via|  ) +(\S.*)$", pin["rest"], re.MULTILINE))
    return components, asked_by


def needed(asked_by: Mapping[str, set[str]], by: str) -> Iterator[str]:
    """The names of the libraries that one asks for."""
    return (name for name, parents in sorted(asked_by.items()) if by in parents)


def bundled() -> Iterator[dict[str, Any]]:
    """The libraries for browsers."""
    for found in BUNDLED.finditer(BROWSERS.read_text(encoding="utf-8")):
        purl = f"pkg:npm/{quote(found['name'])}@{found['version']}"
        licences = [{"license": {"id": found["licence"]}}]
        yield {**library(purl, found["name"], found["version"]), "licenses": licences}


def bill_of_materials(wheel: Path | None) -> dict[str, Any]:
    """The document; it names the wheel by its hash, if there is one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = (ROOT / "tooling" / "ideario" / "__init__.py").read_text(encoding="utf-8")
    version = re.findall(r'^__version__ = "(.+)"$', said, re.MULTILINE)[0]
    ours = library(f"pkg:pypi/{project['name']}@{version}", project["name"], version)
    ours |= {"type": "application", "licenses": [{"license": {"id": project["license"]}}]}
    if wheel is not None:
        ours["hashes"] = [{"alg": "SHA-256", "content": sha256(wheel.read_bytes()).hexdigest()}]
    components, asked_by = pinned()
    used: dict[str, list[str]] = {}
    waiting = sorted(
        re.sub(r"[._-]+", "-", re.split(r"[^\w.-]", wish, maxsplit=1)[0]).lower() for wish in project["dependencies"]
    )
    direct = [*waiting]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = list(needed(asked_by, name))
            waiting += used[name]
    browsers = list(bundled())

    def reference(name: str) -> str:
        return str(components[name]["bom-ref"])

    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": ours},
        "components": [*(components[name] for name in sorted(used)), *browsers],
        "dependencies": [
            {"ref": ours["bom-ref"], "dependsOn": [*map(reference, direct), *(one["bom-ref"] for one in browsers)]},
            *({"ref": reference(name), "dependsOn": [*map(reference, used[name])]} for name in sorted(used)),
        ],
    }


def main() -> None:
    """Read the command line and print the document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, help="the wheel that it is about")
    sys.stdout.write(json.dumps(bill_of_materials(parser.parse_args().wheel), indent=2) + "\n")


if __name__ == "__main__":
    main()
