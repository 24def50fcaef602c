"""Runs git so that its answers depend on the repository alone. Understands none of them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ideario.messages.said import say
from ideario.problems import Failure

KEPT = (
    # where git, its settings and its access are; nothing that says which repository, or how answers look
    "GIT_ASKPASS", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH", "GIT_HTTP_USER_AGENT", "GIT_PROXY_SSL_CAINFO", "GIT_SSH",
    "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY",
    "GIT_TEST_ASSUME_DIFFERENT_OWNER",
)  # fmt: skip
"""The variables of git's own that stay. A hook is run with GIT_DIR, GIT_INDEX_FILE and others, which mean its own
repository and not the one that is asked for here.
"""
GIVEN = ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
SECRET = ("TOKEN", "SECRET", "PASSWORD", "KEY", "CREDENTIAL")
"""What only asks a repository needs nothing that is called so."""
OWN = "IDEARIO_"
"""What is called so is for this program alone, keys among it, and no git is given any of it."""
PLAIN = {
    "advice.graftFileDeprecated": "false",
    "color.ui": "false",
    "core.attributesFile": os.devnull,
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "core.useReplaceRefs": "false",
    "diff.external": "",
    "diff.ignoreSubmodules": "none",
    "diff.mnemonicPrefix": "false",
    "diff.noprefix": "false",
    "diff.orderFile": os.devnull,
    "diff.relative": "false",
    "diff.renames": "true",
    "i18n.logOutputEncoding": "UTF-8",
    "log.decorate": "false",
    "log.diffMerges": "separate",
    "log.follow": "false",
    "log.mailmap": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "protocol.allow": "never",
}
"""Settings under which git answers everybody alike, runs nothing of the repository's and asks no server."""


class GitRun(NamedTuple):
    """What came of a run: git's exit code, what it printed, and what it said about that."""

    code: int
    out: bytes
    said: str

    @property
    def text(self) -> str:
        """What it printed, as text."""
        return self.out.decode("utf-8", "replace")


def configured(environment: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git has these settings too, and which neither a command line nor a file shows."""
    said = environment.get("GIT_CONFIG_COUNT", "")
    count = int(said) if said.isdecimal() else 0
    added = {"GIT_CONFIG_COUNT": str(count + len(settings))}
    for number, (key, value) in enumerate(settings.items(), count):
        added |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {**environment, **added}


def cleared(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what leads git to another repository or changes its answers, and without any key."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(OWN) and (not name.startswith("GIT_") or name in KEPT or name.startswith(GIVEN))
    }


def plain() -> dict[str, str]:
    """The environment for asking: the program's own, cleared, with settings that make answers the same everywhere."""
    known = {
        name: value
        for name, value in cleared(os.environ).items()
        if name.startswith(GIVEN) or not any(part in name.upper() for part in SECRET)
    }
    return {
        **configured(known, PLAIN),
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LANGUAGE": "",
        "LC_ALL": "C",
    }


def run(*arguments: str, told: bytes = b"", environment: Mapping[str, str] | None = None) -> GitRun:
    """Run git; `told` is what it reads, `environment` what it is run with (None: `plain`).

    Raises Failure where there is no git.
    """
    command = ["git", "--no-pager", "--literal-pathspecs", *arguments]
    try:
        done = subprocess.run(
            command, input=told, capture_output=True, check=False, env=plain() if environment is None else environment
        )
    except OSError as error:
        raise Failure(say("this needs git, and there is none that can be run here"), hint=say("install git")) from error
    return GitRun(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def at(root: Path) -> tuple[str, str]:
    """The arguments that let git work in a folder."""
    return "-C", str(root)
