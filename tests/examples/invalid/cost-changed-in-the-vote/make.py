"""Commits the community, the seed, and once voting has opened another cost of the idea."""

import subprocess
from pathlib import Path


def commit(date: str) -> None:
    who = {f"GIT_{role}_{what}": "ada@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_NOSYSTEM": "1", "HOME": "."}
    for words in (("init", "-q"), ("add", "content"), ("commit", "-q", "--allow-empty", "-m", "Change content")):
        subprocess.run(["git", *words], check=True, env={"PATH": "/usr/local/bin:/usr/bin:/bin", **who, **when})


challenge = Path("content/challenges/quiet.yml")
seeded = challenge.read_text(encoding="utf-8")
challenge.write_text(seeded.replace(", seed: 7 12 23", ""), encoding="utf-8")
commit("2026-01-10T12:00:00Z")
challenge.write_text(seeded, encoding="utf-8")
commit("2026-01-28T12:00:00Z")
idea = Path("content/ideas/bench.yml")
idea.write_text(idea.read_text(encoding="utf-8").replace("900 EUR", "90 EUR"), encoding="utf-8")
commit("2026-02-03T12:00:00Z")
