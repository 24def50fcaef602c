"""Runs the command `ideario` as a process of its own, which ends as soon as everything is done."""

import contextlib
import os
import sys

from ideario.cli import main


def program() -> None:
    """Run the command line and end the process, with the exit code of `ideario.cli.main`.

    A large community in memory is a million objects, and Python would take each of them apart at the end, which takes a
    tenth of a second and is of no use to anybody.
    """
    try:
        main()
    except SystemExit as end:
        with contextlib.suppress(OSError):  # as when nobody reads any more: Python's own way out knows what to say
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:  # as it is where a shell has closed it
                    stream.flush()
            if end.code is None or isinstance(end.code, int):
                os._exit(end.code or 0)
        raise


if __name__ == "__main__":
    program()
