"""Lets the checks of a pull request run that wait for somebody's word, where it touches nothing but content."""

from ideario.actions.moderating.commanded_change import Unfit
from ideario.actions.moderating.commanded_thread import CommandedThread
from ideario.answering.proposal import MAX_LISTED
from ideario.forge.addresses import thread_url
from ideario.forge.command_port import CommandForge
from ideario.forge.port import NoAccess
from ideario.messages.said import Said, say, several

CONTENT = "content/"


def let_checks_run(forge: CommandForge, thread: CommandedThread, *, repository: str) -> Said:
    """Let them run, by the commit whose files were looked at; says how many. Raises Unfit.

    `repository` is its address. Whether a workflow's own token may do so the forge does not say beforehand.
    """
    pull = thread.pull
    if pull is None or pull.name != thread.name or not pull.open:
        raise Unfit(say("This is no open pull request, so no checks wait here."))
    paths = [path for file in thread.files for path in (file.path, file.former) if path is not None]
    if not paths or not all(path.startswith(CONTENT) for path in paths):
        raise Unfit(
            say(
                "It touches other files than those in `content/`, and checks may run some of these. Look at them "
                "first; then let the checks run yourself: {way}",
                way=_checks(repository, pull.name),
            )
        )
    if len(thread.files) >= MAX_LISTED:
        raise Unfit(
            say(
                "It touches so many files that not all of them are told here. Look at them first; then let the checks "
                "run yourself: {way}",
                way=_checks(repository, pull.name),
            )
        )
    waiting = forge.waiting_runs(pull.head)
    if not waiting:
        raise Unfit(say("No checks of it wait."))
    try:
        for run in waiting:
            forge.let_run(run)
    except NoAccess as refused:
        raise Unfit(
            say(
                "The program may not let them run here. With one click you can, **Approve workflows to run**: {way}",
                way=thread_url(repository, pull.name),
            )
        ) from refused
    return several("The check that waited runs now.", "The {count} checks that waited run now.", len(waiting))


def _checks(repository: str, pull: str) -> str:
    return f"{thread_url(repository, pull)}/files"
