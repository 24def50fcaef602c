"""What a workflow's file says of itself, as far as settings have to fit it. Reads no file and runs nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_CALLED = re.compile(r"[^@\s]*\.github/workflows/reusable-([\w-]+)\.ya?ml(?:@.*)?")
USED_BY_THE_CALLED = (
    "actions/checkout", "actions/setup-python", "actions/upload-pages-artifact", "actions/deploy-pages",
)  # fmt: skip
"""What the workflows of the program's repository, which communities call, use in their turn."""
CALLED_CHECK = "Check the content"
"""The job of theirs that judges a proposal: a rule that requires it names it behind the job that calls."""
_PINNED = re.compile(r"uses:\s*[\"']?([\w.-]+/[\w.-]+)[^@\s\"']*@(?:[0-9a-f]{40}[\"']?[ \t]+#[ \t]*)?(v\d[\w.+-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowFile:
    """One workflow. `roles` are the names of what it does: its file's, and those of the workflows that it calls.

    `checks` are the names of its jobs, as rules of a branch know them. `branches` are those to which a push starts it.
    `versions` says which version of a repository's actions and workflows it names beside the commit, by `owner/name`.
    """

    path: str
    roles: frozenset[str]
    triggers: frozenset[str]
    branches: tuple[str, ...]
    checks: tuple[str, ...]
    uses: tuple[str, ...]
    versions: Mapping[str, str]

    @property
    def name(self) -> str:
        """The file's own name, by which addresses know the workflow."""
        return PurePosixPath(self.path).name


def workflow_of(path: str, document: object, text: str) -> WorkflowFile:
    """What the file at `path` says, of what its YAML means and of its text, in which versions stand as comments."""
    content = _mapping(document)
    triggers = content.get("on")
    jobs = {name: _mapping(job) for name, job in _mapping(content.get("jobs")).items()}
    uses = tuple(_uses(jobs))
    called = {found[1] for used in uses if (found := _CALLED.fullmatch(used))}
    if called:
        uses += USED_BY_THE_CALLED
    pushed = _mapping(_mapping(triggers).get("push")).get("branches")
    return WorkflowFile(
        path=path,
        roles=frozenset({PurePosixPath(path).stem, *called}),
        triggers=frozenset(map(str, triggers)) if isinstance(triggers, dict | list) else frozenset({str(triggers)}),
        branches=tuple(map(str, pushed)) if isinstance(pushed, list) else (),
        checks=tuple(
            f"{job.get('name') or name}{f' / {CALLED_CHECK}' if 'uses' in job else ''}" for name, job in jobs.items()
        ),
        uses=uses,
        versions=dict(_PINNED.findall(text)),
    )


def of_role(workflows: tuple[WorkflowFile, ...], role: str) -> WorkflowFile | None:
    """The first workflow that does this; None where none does."""
    return next((workflow for workflow in workflows if role in workflow.roles), None)


def _uses(jobs: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """What jobs and their steps are made with, as it is written after `uses:`."""
    for job in jobs.values():
        steps = job.get("steps")
        for part in (job, *(steps if isinstance(steps, list) else ())):
            used = _mapping(part).get("uses")
            if isinstance(used, str):
                yield used


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
