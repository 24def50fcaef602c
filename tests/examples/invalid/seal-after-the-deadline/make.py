"""Commits the challenge, its seed, a seal in time, and another one a day after the deadline."""

import subprocess
from pathlib import Path


def commit(date: str) -> None:
    who = {f"GIT_{role}_{what}": "ada@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_NOSYSTEM": "1", "HOME": "."}
    for words in (("init", "-q"), ("add", "content"), ("commit", "-q", "--allow-empty", "-m", "Change content")):
        subprocess.run(["git", *words], check=True, env={"PATH": "/usr/local/bin:/usr/bin:/bin", **who, **when})


challenge = Path("content/challenges/quiet.yml")
rules = challenge.read_text(encoding="utf-8")
file = Path("content/reviews/quiet/hubot.yml")
now = file.read_text(encoding="utf-8")
file.unlink()
challenge.write_text(rules.replace(", seed: 7 12 23", ""), encoding="utf-8")
commit("2026-01-10T12:00:00Z")
challenge.write_text(rules, encoding="utf-8")
commit("2026-01-28T12:00:00Z")
file.write_text(
    now.replace(now.split("seal: ")[1].strip(), "218c03a12e4bc22b58cbe61c2927c19e764a9394ea74d0296a5321350b5db049"),
    encoding="utf-8",
)
commit("2026-02-19T12:00:00Z")
file.write_text(now, encoding="utf-8")
commit("2026-02-21T12:00:00Z")
