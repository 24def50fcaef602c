"""Reads what lies beside a community's content, for those who judge it: workflows, CODEOWNERS, the form, git's own."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from ideario.actions.founding.find_left_behind import find_left_behind
from ideario.actions.founding.upgrading import upgrade
from ideario.forge.hosting import CODE_OWNERS, ISSUE_CHOICES, KEY_NAME, WORKFLOWS
from ideario.forge.issue_forms import FORM_PATH
from ideario.forge.workflow_files import WorkflowFile, workflow_of
from ideario.founding.judge_files import FilesHere
from ideario.founding.written_record import read_record
from ideario.git.repository import Git, git_at, remotes
from ideario.intake.forms.issue_form import FIRST_LINE, form_text
from ideario.intake.proposals.code_owners import code_owners
from ideario.intake.yaml.foreign_yaml import foreign
from ideario.ledger.ledger_folder import read_state
from ideario.model.community import SETTINGS_PATH, Settings
from ideario.model.ledger_state import USUAL_PLACE
from ideario.problems import Failure
from ideario.resources import Resources

FOR_MAINTAINERS = (
    SETTINGS_PATH, "content/challenges/some.yml", "content/decisions/some.yml", "content/exclusions/some.yml",
    "content/results/some.yml", f"{WORKFLOWS}/some.yml", CODE_OWNERS[0],
)  # fmt: skip
"""A file of each kind that only maintainers change."""
KEY_WRITTEN = rf"{KEY_NAME}[\"']?[[:space:]]*[:=][[:space:]]*[\"']?[0-9A-Fa-f]{{32,}}"
"""The key as it stands in files of settings, for git's own search."""


def files_here(root: Path, settings: Settings, *, errors: int, resources: Resources) -> FilesHere:
    """What lies in the repository of the community at `root`; `errors` are those of its content."""
    git = git_at(root)
    home = root.joinpath(*[".."] * len(PurePosixPath(git.prefix).parts))  # where the forge looks for files of its own
    read = [_workflow(home, path) for path in _workflow_paths(home)]
    form = _bytes(home / FORM_PATH)
    return FilesHere(
        settings=settings,
        history=git.history,
        origin=remotes(git).get("origin", ""),
        workflows=tuple(one for one in read if isinstance(one, WorkflowFile)),
        odd=[one for one in read if isinstance(one, str)],
        keyed=_keyed(git),
        unowned=_unowned(home, root),
        has_form=form is not None,
        form_fits=None if form is None else _fits(form, settings, resources),
        form_labels=() if form is None else tuple(_labels(form)),
        has_choices=(home / ISSUE_CHOICES).is_file(),
        errors=errors,
        left=tuple(find_left_behind(root, settings, git=git, state=read_state(root / USUAL_PLACE))),
        behind=_behind(root, resources),
    )


def _workflow_paths(home: Path) -> Iterator[str]:
    folder = home / WORKFLOWS
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return (f"{WORKFLOWS}/{name}" for name in names if name.endswith((".yml", ".yaml")))


def _workflow(home: Path, path: str) -> WorkflowFile | str:
    """The workflow, or its path where it cannot be read."""
    raw = _bytes(home / path)
    document = None if raw is None else foreign(raw)
    if raw is None or not isinstance(document, dict):
        return path
    return workflow_of(path, document, raw.decode("utf-8", "replace"))


def _behind(root: Path, resources: Resources) -> Sequence[str]:
    """The files that the program wrote, and would write otherwise now; none where the files are a newer one's."""
    kinds = {"ours", "gone"} if read_record(root) is None else {"ours", "gone", "new"}
    try:
        return sorted({one.path for one in upgrade(root, resources=resources).upgrades if one.kind in kinds})
    except Failure:
        return []


def _keyed(git: Git) -> Sequence[str]:
    """The files that git keeps, or would keep, and in which the key stands."""
    if git.history == "none":
        return []
    done = git.ask("grep", "--untracked", "-l", "-z", "-I", "-E", "-e", KEY_WRITTEN)
    return sorted(path for path in done.text.split("\0") if path) if done.code == 0 else []


def _unowned(home: Path, root: Path) -> Sequence[str] | None:
    """What of FOR_MAINTAINERS nobody looks after, as folders; None without a CODEOWNERS."""
    raw = next((found for path in CODE_OWNERS if (found := _bytes(home / path)) is not None), None)
    if raw is None:
        return None
    owners = code_owners(raw.decode("utf-8", "replace"))
    below = root.resolve().relative_to(home.resolve()).as_posix()
    before = "" if below == "." else f"{below}/"
    open_to_all = [
        path for path in FOR_MAINTAINERS if not owners.has_owner(before + path if path.startswith("content/") else path)
    ]
    return [path.removesuffix("some.yml") for path in open_to_all]


def _fits(form: bytes, settings: Settings, resources: Resources) -> bool | None:
    """Whether the form is what the settings make of it; None where people have made it their own."""
    text = form.decode("utf-8", "replace").replace("\r\n", "\n")
    return text == form_text(settings, resources=resources) if text.startswith(FIRST_LINE) else None


def _labels(form: bytes) -> Iterator[str]:
    document = foreign(form)
    named = document.get("labels") if isinstance(document, dict) else None
    return map(str, named if isinstance(named, list) else ())


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
