"""Commits the challenge with its seed while ideas may still come in."""

import subprocess


def commit(date: str) -> None:
    who = {f"GIT_{role}_{what}": "ada@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_NOSYSTEM": "1", "HOME": "."}
    for words in (("init", "-q"), ("add", "content"), ("commit", "-q", "--allow-empty", "-m", "Change content")):
        subprocess.run(["git", *words], check=True, env={"PATH": "/usr/local/bin:/usr/bin:/bin", **who, **when})


commit("2026-01-10T12:00:00Z")
