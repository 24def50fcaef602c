"""The command `ideario`: finds the command asked for, and turns a Failure into exit code 2. No command lives here.

Each command is a module of this package, or of a folder in it, with a click command of the name `command`; it is
imported only when it is needed, so that `ideario check` does not wait for a database or a site generator.
"""

import codecs
import errno
import importlib
import io
import os
import sys
from pathlib import Path

import click

from ideario import __version__
from ideario.cli.shared.locating import community_above
from ideario.cli.shared.speaking import aloud, speak_as_at, spoken
from ideario.messages.said import say
from ideario.problems import CommunityAtFault, CountAtFault, Failure
from ideario.reporters import problem_lines
from ideario.user_cache import remember_in

COMMANDS = {
    "answer": "Decide about an idea in one step: its status, and why.",
    "build": "Check, count and write the site.",
    "check": "Find every mistake in the content.",
    "command": "Carry out what a maintainer wrote in a comment, such as /status planned.",
    "desk": "Say what waits for those who look after the community.",
    "doctor": "Say what is missing or risky in the files and the settings of a community.",
    "export": "Give votes to other software.",
    "import": "Make a community out of somebody else's data.",
    "init": "Found a community: all that it needs, in a folder of its own.",
    "jury": "Say who judges which ideas of a challenge, and who still owes scores.",
    "ledger": "Begin a new epoch of the ledger: erase, coarsen, change the key.",
    "new": "Write a new idea, challenge, person, decision, review or exclusion.",
    "notify": "Tell those who follow an idea what was decided.",
    "receive": "Make a proposal of an issue that somebody wrote with the form.",
    "report": "Report on a month, a week or a challenge, on flagged votes, on likely duplicates.",
    "reveal": "Show the scores that a juror sealed.",
    "serve": "Show the site while you edit.",
    "sweep": "Answer open pull requests: what to mend, and what happens next.",
    "sync": "Bring the ledger up to date with the votes on GitHub.",
    "tally": "Count the votes of the ledger.",
    "upgrade": "Bring the files that the program wrote into a community up to date.",
    "verify": "Recount: the ledger's chain and the published numbers.",
    "winners": "Say who wins a challenge, and why.",
}
FOLDERS = {
    "answer": "maintaining",
    "command": "maintaining",
    "desk": "maintaining",
    "doctor": "maintaining",
    "jury": "maintaining",
    "notify": "maintaining",
    "receive": "maintaining",
    "reveal": "maintaining",
    "sweep": "maintaining",
    "upgrade": "maintaining",
}
"""The folders of this package that hold commands: what runs for maintainers and by itself is in `maintaining`."""
ALIASES = {"decide": "winners"}
"""Former names, which no help shows. They go with the release after the next one."""


class Commands(click.Group):
    """Lists the commands without importing them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return None
        place = ".".join(filter(None, (FOLDERS.get(cmd_name), cmd_name.replace("import", "import_"))))
        module = importlib.import_module(f"ideario.cli.{place}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ideario")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder of the community, the one that holds content/ (default: the current folder, or one above it).",
)
@click.pass_context
def cli(ctx: click.Context, root: Path) -> None:
    """An idea portal without a server.

    Ideas are files, votes are reactions, the result is a static site that anyone can recount.

    Every command exits with 0 where nothing is wrong, 1 where something in the content or the numbers is, 2 where it
    could not do its work, and 3 where the program itself is at fault.

    Example: ideario --root my-community check
    """
    named = ctx.get_parameter_source("root") is not click.core.ParameterSource.DEFAULT
    ctx.obj = root if named else community_above(root)
    speak_as_at(ctx.obj)


NO_MEMORY = say("there is not enough memory for this: run it on a machine with more, or alone")
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
"""What a disk answers that takes no more; of a file that was open already no name is told."""


def _remember() -> None:
    """Remember things where the system wants what a program can make again for this user, if there is such a place."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    folder = Path(named)
    if folder.is_absolute():
        remember_in(folder / "ideario" / "chains.json")


def _drop_output() -> None:
    """Let go of what could not be printed, which Python would try once more at the end, and end with its own code."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that a terminal's encoding does not have: their numbers, as JSON writes them too."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    words = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{words[at : at + 4]}" for at in range(0, len(words), 4)), error.end


def _speak() -> None:
    """Let no sign that a terminal of another encoding lacks end a command."""
    codecs.register_error("ideario", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name not in {"utf-8", "ascii"}:
            stream.reconfigure(errors="ideario")


def main() -> None:
    """Run the command line; exit with 0 (clean), 1 (problems) or 2 (could not run). A bug is raised."""
    _remember()
    _speak()
    # Each process has a processor already: a second thread of numpy's waits for work, which takes 0.07 s of one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["TZ"] = "UTC"  # all that is shown is UTC, and a library reads this setting, which may name no zone
    try:
        cli(prog_name="ideario")
    except CommunityAtFault as fault:
        for problem in fault.problems:
            click.echo(problem_lines(problem, spoken()), err=True)
        click.echo(aloud(say("Nothing was done: mend content/community.yml first.")), err=True)
        sys.exit(1)
    except CountAtFault as fault:
        for problem in fault.problems:
            click.echo(problem_lines(problem, spoken()), err=True)
        click.echo(
            aloud(say("Nothing was done: whether votes count, and where, stands there. Mend it first.")), err=True
        )
        sys.exit(2)
    except Failure as failure:
        click.echo(f"ideario: {aloud(failure.message)}", err=True)
        if failure.hint:
            click.echo(f"  {aloud(failure.hint)}", err=True)
        sys.exit(2)
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what the database makes of Ctrl-C
            raise
        click.echo("\nAborted!", err=True)
        sys.exit(1)
    except OSError as error:
        # A file that may not be read, a disk that is full: the world outside, wherever it was met.
        no_room = error.errno in DISK or str(error.strerror).startswith("No usable temporary directory")
        if error.filename is None and not no_room:
            raise
        what = aloud(say("nothing more can be written")) if error.filename is None else os.fsdecode(error.filename)
        said = str(error.strerror).partition(" found in ")[0]
        _drop_output()
        click.echo(f"ideario: {what}: {said}", err=True)
        click.echo(f"  {aloud(say('mend its permissions or make room, then run this again'))}", err=True)
        sys.exit(2)
    except MemoryError:
        click.echo(f"ideario: {aloud(NO_MEMORY)}", err=True)
        sys.exit(2)
