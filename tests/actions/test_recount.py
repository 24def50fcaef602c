"""A stranger recounts a result: a fresh clone, the commands of its page as they stand there, and no network."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from checkout import CHECKOUT

pytestmark = pytest.mark.slow

OFFLINE = ("unshare", "--net", "--map-root-user")


def git(*arguments: str | Path, cwd: Path) -> None:
    identity = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    subprocess.run(["git", *identity, *map(str, arguments)], cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def published(tmp_path: Path, ideario) -> tuple[Path, str]:
    """This repository's own community as a repository of its own, and the commands on the page of its result."""
    home = tmp_path / "origin" / "ideario" / "ideario"
    home.mkdir(parents=True)
    for name in ("content", "schemas"):
        shutil.copytree(CHECKOUT / name, home / name)
    git("init", "--quiet", "--initial-branch", "main", cwd=home)
    git("add", ".", cwd=home)
    git("commit", "--quiet", "--message", "Begin", cwd=home)
    assert ideario("build", "--output", tmp_path / "out", cwd=home).exit_code == 0
    page = (tmp_path / "out/site/challenges/first-five-minutes/index.html").read_text()
    (commands,) = re.findall(r"<pre[^>]*><code>(git clone.*?)</code></pre>", page, re.DOTALL)
    return home, unescape(commands)


def follow(commands: str, home: Path, place: Path) -> str:
    """What the commands print in an empty folder, without network; GitHub's address leads to the folder of `home`."""
    place.mkdir()
    env = {
        "HOME": str(place),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{home.parent.parent}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
    }
    offline = OFFLINE if subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode == 0 else ()
    done = subprocess.run(
        [*offline, "sh", "-e"], input=commands, cwd=place, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands_on_the_page_lead_a_stranger_to_the_same_file(published, tmp_path: Path) -> None:
    home, commands = published
    said = follow(commands, home, tmp_path / "stranger")
    assert "content/results" not in said.splitlines()[-1]
    result = "content/results/first-five-minutes.yml"
    assert (tmp_path / "stranger" / "community" / result).read_bytes() == (CHECKOUT / result).read_bytes()


def test_they_show_a_result_that_somebody_has_bent(published, tmp_path: Path) -> None:
    home, commands = published
    path = home / "content/results/first-five-minutes.yml"
    path.write_text(re.sub(r"voters: \d+", "voters: 999", path.read_text()))
    git("commit", "--quiet", "--all", "--message", "Bend the result", cwd=home)
    said = follow(commands, home, tmp_path / "stranger")
    assert "content/results/first-five-minutes.yml | " in said
