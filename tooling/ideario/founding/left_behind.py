"""Says what of another community stands in this one, as after a copy: its address, its votes, its maintainers.

What cannot be known is not said. A fork has another owner and mostly the same name, and is there to take part in the
community that its files name; so of repositories only those count whose name is another one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ideario.forge.addresses import repository_in
from ideario.founding.sample_ideas import FEW
from ideario.messages.said import Said, say
from ideario.model.community import SETTINGS_PATH, Settings
from ideario.model.ledger_state import USUAL_PLACE
from ideario.problems import Problem
from ideario.resources import PUBLISHED, SOURCE

OURS = (SOURCE.rpartition("/")[0], PUBLISHED)
"""What addresses of Ideario's own community begin with."""


def left_behind(
    settings: Settings,
    text: str,
    *,
    sample: bool,
    samples: Sequence[str],
    owners: tuple[str, str] | None,
    remotes: Mapping[str, str],
) -> Iterator[Problem]:
    """What of another community stands in the one with these settings, as warnings.

    `text` is that of the settings, `sample` says that the ledger holds the samples that come with Ideario, `samples`
    are the paths of ideas that are called as its own ones, `owners` is the path and text of the file that says who
    looks after which files, `remotes` are the addresses of the repositories that the folder is sent to and fetched
    from.
    """
    known = {
        found[1] for address in remotes.values() if (found := repository_in(address)) and found[0] == settings.host
    }
    if settings.repository and known and not _taking_part(settings.repository, known):
        yield _warning(
            SETTINGS_PATH, _line_of("repository", text), "other-repository",
            say("this folder is sent to {there}, and its files say {here}", there=min(known), here=settings.repository),
            say("write the right one of the two there, or tell git: {command}",
                command=f"git remote set-url origin https://{settings.host}/{settings.repository}"),
        )  # fmt: skip
    home = repository_in(SOURCE)
    if home is not None and settings.repository.partition("/")[0].lower() != home[1].partition("/")[0]:
        yield from _of_ideario(
            settings, text, sample=sample, samples=samples, owners=owners, owner=home[1].partition("/")[0]
        )


def _taking_part(repository: str, known: set[str]) -> bool:
    """Whether one of the repositories is the community's own, or seems to be a fork of it."""
    name = repository.lower().rpartition("/")[2]
    return any(other.lower().rpartition("/")[2] == name for other in known)


def _of_ideario(
    settings: Settings, text: str, *, sample: bool, samples: Sequence[str], owners: tuple[str, str] | None, owner: str
) -> Iterator[Problem]:
    if sample:
        yield _warning(
            f"{USUAL_PLACE}/ledger.json", 1, "left-of-ideario",
            say("these votes are samples, as those that come with Ideario"),
            say("take them out, with what they decided: {command}", command="git rm -r content/ledger content/results"),
        )  # fmt: skip
    if len(samples) > FEW:
        yield _warning(
            samples[0], 1, "left-of-ideario",
            say("{count} ideas are those that come with Ideario", count=len(samples)),
            say("take them out, with what was decided of them: {command}", command=f"git rm {' '.join(samples)}"),
        )  # fmt: skip
    for key, value in (
        ("contact", settings.contact),
        ("code_of_conduct", settings.code_of_conduct),
        ("url", settings.url),
    ):
        if value.startswith(OURS):
            yield _warning(
                SETTINGS_PATH, _line_of(key, text), "left-of-ideario",
                say("`{key}` leads to Ideario's own community", key=key), say("write your own, or take the line out"),
            )  # fmt: skip
    path, lines = owners or ("", "")
    for number, line in enumerate(lines.splitlines(), 1):
        if re.search(rf"@{owner}/", line.partition("#")[0], re.IGNORECASE):
            yield _warning(
                path, number, "left-of-ideario",
                say("Ideario's maintainers look after files here"), say("put your own account or team in their place"),
            )  # fmt: skip


def _line_of(key: str, text: str) -> int:
    """The line of a key of the settings, else the first."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.startswith(f"{key}:")), 1)


def _warning(path: str, line: int, rule: str, message: Said, hint: Said) -> Problem:
    return Problem(path=path, line=line, column=1, level="warning", rule=rule, message=message, hint=hint)
