"""Judges the files of a community as they lie here, before anything is asked of anybody. Reads none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ideario.forge.hosting import CODE_OWNERS, ISSUE_CHOICES
from ideario.forge.issue_forms import FORM_PATH
from ideario.forge.settings_port import NotLookedAt, Symptom
from ideario.forge.workflow_files import OUR_WORKFLOWS, WorkflowFile, of_role
from ideario.founding.community_kinds import COMMUNITY_KINDS
from ideario.messages.said import Said, say, several
from ideario.model.community import SETTINGS_PATH, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesHere:
    """What lies in the working copy. `history` is as git has it, `origin` its address, "" without one, and `remote` the
    repository there, "" where it is no forge's.

    `odd` are workflows that cannot be read, `keyed` files in which the key stands. `unowned` are what only maintainers
    change and nobody looks after, None without a CODEOWNERS. `form_fits` is None where the form is of somebody's own.
    """

    settings: Settings
    history: str
    origin: str
    remote: str
    workflows: tuple[WorkflowFile, ...]
    odd: Sequence[str]
    keyed: Sequence[str]
    unowned: Sequence[str] | None
    has_form: bool
    form_fits: bool | None
    has_choices: bool
    errors: int


def judge_files(here: FilesHere) -> Iterator[Symptom | NotLookedAt]:
    """What is missing or risky here. Nothing of it has a link: it is mended in these files."""
    yield from _judge_git(here)
    yield from _judge_workflows(here)
    yield from _judge_forms(here)
    if here.unowned is None:
        yield _found("no-code-owners", say("there is no {path}", path=CODE_OWNERS[0]))
    elif here.unowned:
        yield _found("code-owners-gap", say("nobody looks after {paths}", paths=", ".join(here.unowned)))
    if here.errors:
        wrong = several("there is {count} error in the content", "there are {count} errors in the content", here.errors)
        yield _found("content-at-fault", wrong)


def _judge_git(here: FilesHere) -> Iterator[Symptom]:
    settings = here.settings
    if here.history == "none":
        yield _found("no-git", say("this folder is in no git repository"))
    if not here.origin:
        yield _found("no-remote", say("git knows no `origin` to push to"))
    if here.remote and here.remote.lower() != settings.repository.lower():
        told = say(
            "{file} names `{named}`, and `origin` is `{there}`",
            file=SETTINGS_PATH,
            named=settings.repository,
            there=here.remote,
        )
        yield _found("remote-elsewhere", told)
    for path in here.keyed:
        yield _found("key-in-files", say("the key for the votes stands in {path}", path=path))


def _judge_workflows(here: FilesHere) -> Iterator[Symptom | NotLookedAt]:
    for path in here.odd:
        yield NotLookedAt(say("the workflow {path}", path=path), say("plain YAML"))
    for role in OUR_WORKFLOWS:
        if of_role(here.workflows, role) is None and not here.odd and (role != "receive" or here.has_form):
            yield _found("workflow-missing", say("no workflow is there for *{role}*", role=role))


def _judge_forms(here: FilesHere) -> Iterator[Symptom]:
    if not here.has_form:
        yield _found("no-issue-form", say("there is no {path}", path=FORM_PATH))
    elif here.form_fits is False:
        yield _found("issue-form-old", say("{path} is not what the settings make of it now", path=FORM_PATH))
    if not here.has_choices:
        yield _found("issues-without-form", say("there is no {path}", path=ISSUE_CHOICES))


def _found(kind: str, what: Said) -> Symptom:
    return Symptom(kind=COMMUNITY_KINDS[kind], what=what)
