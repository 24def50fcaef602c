"""Judges the files of a community as they lie here, before anything is asked of anybody. Reads none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ideario.forge.hosting import CODE_OWNERS, ISSUE_CHOICES
from ideario.forge.issue_forms import FORM_PATH
from ideario.forge.settings_port import NotLookedAt, Symptom
from ideario.forge.workflow_files import WorkflowFile, of_role
from ideario.founding.community_kinds import COMMUNITY_KINDS
from ideario.founding.community_plan import KIT
from ideario.messages.said import Said, say, several
from ideario.model.community import Settings
from ideario.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesHere:
    """What lies in the working copy. `history` is as git has it, `origin` its address, "" without one.

    `odd` are workflows that cannot be read, `keyed` files in which the key stands. `unowned` are what only maintainers
    change and nobody looks after, None without a CODEOWNERS. `form_fits` is None where the form is of somebody's own.
    `form_labels` are what it puts on its issues. `left` is what another community left here, `behind` the files that
    are those of an older version of the program.
    """

    settings: Settings
    history: str
    origin: str
    workflows: tuple[WorkflowFile, ...]
    odd: Sequence[str]
    keyed: Sequence[str]
    unowned: Sequence[str] | None
    has_form: bool
    form_fits: bool | None
    form_labels: Sequence[str]
    has_choices: bool
    errors: int
    left: Sequence[Problem]
    behind: Sequence[str]


def judge_files(here: FilesHere) -> Iterator[Symptom | NotLookedAt]:
    """What is missing or risky here. Nothing of it has a link: it is mended in these files."""
    yield from _judge_git(here)
    yield from _judge_workflows(here)
    yield from _judge_forms(here)
    if here.unowned is None:
        yield _found("no-code-owners", say("there is no {path}", path=CODE_OWNERS[0]))
    elif here.unowned:
        yield _found("code-owners-gap", say("nobody looks after {paths}", paths=", ".join(here.unowned)))
    if here.behind:
        files = ", ".join(here.behind)
        yield _found("files-behind", say("older than the program: {files}", files=files))
    if here.errors:
        wrong = several("there is {count} error in the content", "there are {count} errors in the content", here.errors)
        yield _found("content-at-fault", wrong)


def _judge_git(here: FilesHere) -> Iterator[Symptom]:
    if here.history == "none":
        yield _found("no-git", say("this folder is in no git repository"))
    if not here.origin:
        yield _found("no-remote", say("git knows no `origin` to push to"))
    for problem in here.left:
        place = f"{problem.path}:{problem.line}"
        yield _found("left-behind", say("{place}: {what}", place=place, what=problem.message))
    for path in here.keyed:
        yield _found("key-in-files", say("the key for the votes stands in {path}", path=path))


def _judge_workflows(here: FilesHere) -> Iterator[Symptom | NotLookedAt]:
    for path in here.odd:
        yield NotLookedAt(say("the workflow {path}", path=path), say("plain YAML"))
    for role in roles_of(here.settings):
        if of_role(here.workflows, role) is None and not here.odd and (role != "receive" or here.has_form):
            yield _found("workflow-missing", say("no workflow is there for *{role}*", role=role))


def roles_of(settings: Settings) -> tuple[str, ...]:
    """What has to run by itself for a community: what the kit brings, but taking threads in only where it does that."""
    names = [path.stem for path in sorted((KIT / "workflows").glob("*.yml"))]
    return tuple(name for name in names if name != "import" or settings.brings_in is not None)


def _judge_forms(here: FilesHere) -> Iterator[Symptom]:
    if not here.has_form:
        yield _found("no-issue-form", say("there is no {path}", path=FORM_PATH))
    elif here.form_fits is False:
        yield _found("issue-form-old", say("{path} is not what the settings make of it now", path=FORM_PATH))
    if not here.has_choices:
        yield _found("issues-without-form", say("there is no {path}", path=ISSUE_CHOICES))


def _found(kind: str, what: Said) -> Symptom:
    return Symptom(kind=COMMUNITY_KINDS[kind], what=what)
