"""Addresses below /_standin/, where GitHub has nothing: state, faults and counters for programs beside this one."""

import hashlib
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

from . import bulk
from .answers import Answer, error
from .state import State

if TYPE_CHECKING:
    from .door import Request
    from .server import Server

CHANGES = (
    "account", "token", "block_token", "move", "pull", "edit_files", "merge", "rename_file", "issue", "discussion",
    "comment", "review", "react", "react_many", "withdraw", "close", "reopen", "lock_thread", "delete_account",
    "rename_account", "drop_reactions", "vanish", "delete_branch", "rename_default_branch", "open_pull", "edit",
)  # fmt: skip
"""Methods of `State` that a change may name; `fill`, `change` and `commit` besides."""


def measured() -> dict[str, float]:
    """What this whole program has used so far: CPU seconds, and the most memory in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"cpu_seconds": time.process_time(), "memory_mib": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)}


def tag(secret: str, content: bytes) -> str:
    """A weak ETag, another one for each token."""
    return f'W/"{hashlib.sha256(secret.encode() + b"/" + content).hexdigest()}"'


def apply(state: State, changes: list[dict[str, Any]]) -> None:
    """Make changes: each has `do`, the name of a method, and that method's arguments."""
    with state.lock:
        for row in changes:
            name = row["do"]
            arguments = {key: value for key, value in row.items() if key != "do"}
            if name == "fill":
                bulk.fill(state, **arguments)
            elif name == "change":
                bulk.change(state, **arguments)
            elif name == "commit":
                state.home.git.commit(**arguments)
            elif name in CHANGES:
                getattr(state, name)(**arguments)
            else:
                raise ValueError(f"no such change: {name}")


def answer(server: "Server", request: "Request") -> Answer:
    """Answer one of the control addresses."""
    asked = (request.method, request.path.removeprefix("/_standin/"))
    try:
        if asked == ("POST", "changes"):
            apply(server.state, request.body)
        elif asked == ("POST", "faults"):
            server.faults.add(**request.body)
        elif asked == ("DELETE", "faults"):
            server.faults.clear()
        elif asked == ("POST", "limits"):
            for name, value in request.body.items():
                setattr(server.limits, name, value)
        elif asked == ("POST", "refill"):
            server.refill()
        elif asked == ("GET", "counters"):
            return Answer(body=server.report())
        elif asked == ("GET", "voters"):
            return Answer(body=server.voters)
        else:
            return error(404, "No such address of the stand-in")
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return error(422, f"{type(wrong).__name__}: {wrong}")
    return Answer(status=204)
