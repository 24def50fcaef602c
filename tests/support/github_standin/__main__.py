"""Runs the stand-in as a program: prints its addresses in one line of JSON, serves until standard input closes."""

import argparse
import json
import sys
from pathlib import Path

from . import control
from .server import serve
from .state import State


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="github_standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--home", default="riverton/ideas", help="full name of the repository")
    parser.add_argument("--changes", type=Path, help="a JSON list of changes that make the state")
    parser.add_argument("--check", type=int, default=1, help="hold every n-th request against the contract; 0: none")
    options = parser.parse_args()
    state = State(options.home)
    if options.changes is not None:
        control.apply(state, json.loads(options.changes.read_text(encoding="utf-8")))
    with serve(state, checked=options.check, port=options.port) as server:
        where = {"url": server.url, "graphql_url": server.graphql_url, "repository": state.home.full_name}
        sys.stdout.write(json.dumps(where) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
