"""Runs the command `ideario` as a process of its own, which ends as soon as everything is done."""

import contextlib
import gc
import os
import sys
import traceback

BUG = 3
"""The exit code of a bug, Python's own being 1, which here means that something in the content is wrong."""


def program() -> None:
    """Run the command line and end the process, with the exit code of `ideario.cli.main`, or that of a bug.

    A large community in memory is a million objects, and Python would take each of them apart at the end, which takes a
    tenth of a second and is of no use to anybody.
    """
    # Tens of thousands of small values all live to the end, and looking for garbage among them costs up to a third.
    gc.disable()
    try:
        from ideario.cli import main  # a bug may be met here already, and what is installed may be half of it

        main()
    except SystemExit as end:
        with contextlib.suppress(OSError):  # as when nobody reads any more: Python's own way out knows what to say
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:  # as it is where a shell has closed it
                    stream.flush()
            if end.code is None or isinstance(end.code, int):
                os._exit(end.code or 0)
        raise
    except Exception:  # noqa: BLE001 - whatever was foreseen has become an exit code by now
        if sys.stderr is not None:
            word = "ideario: this is a bug, and not yours. Please report it with the lines above.\n"
            sys.stderr.write(f"{traceback.format_exc()}{word}")
        sys.exit(BUG)


if __name__ == "__main__":
    program()
