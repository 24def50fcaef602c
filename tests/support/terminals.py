"""A terminal at which a test answers the questions of the program, as a person does."""

import os
import pty
import select
import sys
import time


def conversation(folder, arguments, answers, *, editor=""):
    """Run the command at a terminal of its own; give each answer when its question stands there. What was on screen.

    An answer of bytes is typed as it is; `editor` is the person's $EDITOR.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        environment = {name: value for name, value in os.environ.items() if name not in {"EDITOR", "VISUAL"}}
        environment |= {"EDITOR": editor} if editor else {}
        os.execve(sys.executable, [sys.executable, "-m", "ideario", *arguments], environment)
    screen, position = "", 0
    end = time.monotonic() + 60
    for question, answer in [*answers, (None, None)]:
        while question is None or question not in screen[position:]:
            ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
            try:
                part = os.read(terminal, 4096) if ready else b""
            except OSError:
                part = b""
            if not part:
                break
            screen += part.decode("utf-8", "replace")
        if question is not None:
            assert question in screen[position:], screen
            position = len(screen)
            if isinstance(answer, bytes):
                time.sleep(1)  # a signal between the question and the waiting for an answer would be waited out
            os.write(terminal, answer if isinstance(answer, bytes) else f"{answer}\n".encode())
    os.close(terminal)
    return screen, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
