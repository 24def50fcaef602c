"""Gives the programs that we measure beside us the same ideas, in the form that each reads. Runs none of them."""

import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from community import Proposal
from measure import twin

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A program to measure: what it does here, its version (None: not installed), and its command without an output."""

    name: str
    version: str | None
    command: tuple[str | Path, ...]
    cwd: Path
    output: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)


def _version_in(venv: Path, distribution: str) -> str | None:
    places = [str(path) for path in (venv / "lib").glob("python*/site-packages")]
    return next((found.version for found in metadata.distributions(name=distribution, path=places)), None)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def mkdocs(folder: Path, ideas: Iterable[Proposal]) -> Peer:
    """mkdocs-material: ideas as pages outside the navigation, search on, the rest as it comes."""
    shutil.copytree(HERE / "mkdocs", folder, dirs_exist_ok=True)
    for idea in ideas:
        front = f"---\ntitle: {idea.title}\ntags: [{', '.join(idea.tags)}]\n---\n"
        _write(folder / f"docs/ideas/{idea.slug}.md", f"{front}# {idea.title}\n\n{idea.summary}\n\n{idea.body}")
    return Peer(
        name="mkdocs-material",
        version=metadata.version("mkdocs-material"),
        command=(sys.executable, "-m", "mkdocs", "build", "--quiet"),
        cwd=folder,
        output=("--site-dir",),
        env={"NO_MKDOCS_2_WARNING": "1"},
    )


def hugo(folder: Path, ideas: Iterable[Proposal], venv: Path) -> Peer:
    """hugo: ideas as pages of a shell of our layout, tags and challenges as taxonomies, lists of 24, its feeds."""
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    for idea in ideas:
        front = {
            "title": idea.title,
            "summary": idea.summary,
            "author": idea.author,
            "tags": idea.tags,
            "challenges": [idea.challenge],
            "number": idea.number,
            "support": idea.number % 97,
        }
        _write(folder / f"content/ideas/{idea.slug}.md", f"{json.dumps(front)}\n\n{idea.body}")
    return Peer(
        name="hugo",
        version=_version_in(venv, "hugo"),
        command=(venv / "bin/hugo", "--quiet", "--noBuildLock"),
        cwd=folder,
        output=("--destination",),
        env={"HUGO_CACHEDIR": str(folder / "cache")},
    )


def check_jsonschema(folder: Path, ideas: Iterable[str], root: Path, venv: Path) -> Peer:
    """check-jsonschema on the ideas' own files with our schema, in one document so that it fetches nothing."""
    schemas = CHECKOUT / "schemas"
    common = json.loads((schemas / "common.schema.json").read_text(encoding="utf-8"))
    text = (schemas / "idea.schema.json").read_text(encoding="utf-8").replace("common.schema.json#", "#")
    schema = json.loads(text)
    del schema["$id"]
    schema["$defs"] = {**schema.get("$defs", {}), **common["$defs"]}
    _write(folder / "idea.schema.json", json.dumps(schema))
    return Peer(
        name="check-jsonschema",
        version=_version_in(venv, "check-jsonschema"),
        command=(
            venv / "bin/check-jsonschema", "--no-cache", "--schemafile", folder / "idea.schema.json", *sorted(ideas)
        ),
        cwd=root,
    )  # fmt: skip


def datatig(folder: Path, root: Path, venv: Path) -> Peer:
    """DataTig on the ideas' own files; it wants its configuration beside them, so the ideas are linked to it."""
    kinds = {"title": "string", "summary": "string", "challenge": "string", "authors": "list-strings"}
    kinds |= {"tags": "list-strings", "language": "string", "consent": "boolean", "body": "markdown"}
    fields = [{"id": name, "key": name, "title": name.capitalize(), "type": kind} for name, kind in kinds.items()]
    config = {
        "title": "A generated community",
        "types": [{"id": "ideas", "directory": "ideas", "list_fields": ["title"], "fields": fields}],
    }
    _write(folder / "datatig.json", json.dumps(config))
    if not (folder / "ideas").exists():
        twin(root / "content" / "ideas", folder / "ideas")
    return Peer(
        name="DataTig",
        version=_version_in(venv, "datatig"),
        command=(venv / "bin/python", "-m", "datatig", "build", folder),
        cwd=folder,
        output=("--staticsiteoutput",),
    )
