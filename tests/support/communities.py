"""Writes small communities into folders, for tests that change one thing about them."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ideario.intake.content_files import FOLDERS
from ideario.intake.yaml.write_yaml import entry

NOW = datetime(2026, 11, 23, 18, 17, tzinfo=UTC)
"""The moment of every test that does not name one: see the fixture `clock`."""
SITE = "https://riverton.github.io/ideas/"
COMMUNITY = {
    "schema": 1,
    "name": "Ideas for Riverton",
    "repository": "riverton/ideas",
    "languages": ["en", "it"],
    "licence": "CC-BY-4.0",
}
IDEA: dict[str, Any] = {
    "title": "Bike lanes by the river",
    "summary": "Two kilometres of cycle path would join the school to the station.",
    "authors": ["octocat"],
    "language": "en",
    "body": "A path along the river.",
    "consent": True,
}
CHALLENGE = {
    "title": "Quieter streets",
    "question": "What would make your street quieter at night?",
    "background": "Measurements of 2025 show noise above 55 dB.",
    "decided_by": "The town council.",
    "language": "en",
    "submission": {"opens": "2026-01-01", "closes": "2026-01-31"},
    "voting": {"opens": "2026-02-01", "closes": "2026-02-28"},
    "reward": {"kind": "recognition"},
    "winners": {"rule": "top", "count": 3},
}


def put(root: Path, path: str, values: dict[str, Any]) -> Path:
    """Write `values` to content/`path`.yml below `root`, with the editor's line.

    An idea that says what IDEA says ends its summary with a word of its own, so that none is a copy of another.
    """
    folder, _, name = path.rpartition("/")
    if folder.startswith("ideas") and name != "bike-lanes" and values.get("summary") == IDEA["summary"]:
        values = {**values, "summary": f"{values['summary']} {name}"}
    kind = FOLDERS.get(path.split("/", maxsplit=1)[0], "community")
    lines = [f"# yaml-language-server: $schema={SITE}schemas/{kind}.schema.json"]
    file = root / "content" / f"{path}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join([*lines, *(entry(key, value) for key, value in values.items() if value is not None)]) + "\n"
    file.write_text(text, encoding="utf-8")
    return file


def riverton(root: Path, **settings: Any) -> Path:
    """A community of one challenge and two ideas; `settings` change community.yml."""
    put(root, "community", {**COMMUNITY, **settings})
    put(root, "challenges/quieter-streets", CHALLENGE)
    put(root, "ideas/bike-lanes", IDEA)
    put(root, "ideas/night-trams", {**IDEA, "title": "Night trams", "challenge": "quieter-streets"})
    return root


def git(root: Path, *arguments: str, date: str = "2026-01-10T12:00:00Z") -> str:
    """Run git in `root` as somebody, at `date`."""
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(root),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
           for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", date))},
    }  # fmt: skip
    command = ["git", "-c", "maintenance.auto=false", "-C", str(root), *arguments]  # a small repository needs no care
    return subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode()


def commit(root: Path, *, date: str = "2026-01-10T12:00:00Z") -> str:
    """Commit all the content there is, be it as it was; return the revision."""
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main", "--template=")
    git(root, "add", "-A", "content")
    git(root, "commit", "-q", "--allow-empty", "-m", "Change content", date=date)
    return git(root, "rev-parse", "HEAD").strip()
